/** When an object was made: the first eight digits of an id are seconds. Null for what is no such id. */
export function createdAt(id: unknown): string | null {
  if (typeof id !== 'string' || !/^[0-9a-f]{24}$/i.test(id)) return null
  return new Date(Number.parseInt(id.slice(0, 8), 16) * 1_000).toISOString()
}
