/** How many bytes of UTF-8 make so many code units of JavaScript; -1 if the units end inside a character. */
export function measureUtf8(bytes: Uint8Array, start: number, units: number): number {
  let at = start
  let left = units
  while (left > 0) {
    const lead = bytes[at] ?? 0
    if (lead < 0x80) at += 1
    else if (lead < 0xe0) at += 2
    else if (lead < 0xf0) at += 3
    else {
      at += 4
      left -= 1
    }
    left -= 1
  }
  return left === 0 ? at - start : -1
}
