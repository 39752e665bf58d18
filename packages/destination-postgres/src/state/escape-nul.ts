/** A text as Postgres can hold it: a NUL in it is written `\u0000`. Paths and ids are made from keys, which may be any text. */
export function escapeNul(text: string): string {
  return text.replaceAll('\0', String.raw`\u0000`)
}
