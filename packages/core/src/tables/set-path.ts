/** Sets a value at a way through objects, which are made where there are none. No prototype is ever touched. */
export function setPath(
  target: object,
  segments: readonly string[],
  value: unknown,
  options: { readonly onlyIfAbsent?: boolean } = {},
): void {
  let owner = target
  for (const segment of segments.slice(0, -1)) {
    const next: unknown = Object.getOwnPropertyDescriptor(owner, segment)?.value
    if (typeof next === 'object' && next !== null) {
      owner = next
      continue
    }
    const made = {}
    define(owner, segment, made)
    owner = made
  }
  const last = segments.at(-1) ?? ''
  if (options.onlyIfAbsent === true && Object.hasOwn(owner, last)) return
  define(owner, last, value)
}

function define(owner: object, key: string, value: unknown): void {
  Object.defineProperty(owner, key, { value, writable: true, enumerable: true, configurable: true })
}
