import type { Part } from '@millrace/core/plugin'

/** Deeper than this nothing is copied: such a record is refused when its turn comes. */
const maxDepth = 100

/** A copy, since a source may use its objects and buffers again. Plain objects and arrays are copied, the rest is kept. */
export function copyPart(part: Part): Part {
  // A copy of its own: `slice` of a `Buffer` makes none.
  if ('bytes' in part) return part.bytes instanceof Uint8Array ? { ...part, bytes: new Uint8Array(part.bytes) } : part
  if (!('records' in part) || !Array.isArray(part.records)) return part
  return { ...part, records: part.records.map((record: unknown) => copyRecord(record)) }
}

function copyRecord(record: unknown): unknown {
  try {
    return copy(record, 0)
  } catch {
    return record
  }
}

function copy(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (depth > maxDepth) throw new RangeError('too deep')
  if (Array.isArray(value)) return value.map((element) => copy(element, depth + 1))
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) return value
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, copy(member, depth + 1)]))
}
