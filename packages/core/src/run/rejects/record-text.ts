import type { SourceRecord } from '../../contract/json.ts'
import { isPlainObject } from '../../tables/plain-object.ts'

/**
 * Records as text and back, for rejects. JSON, with what JSON lacks as an object of one tag: `{"$bigint":"…"}`,
 * `{"$date":"…"}`, `{"$bytes":"base64"}`, `{"$number":"NaN"}`. A key that begins with `$` gets one more.
 */
const maxDepth = 200

/** Undefined where the record cannot be written: cycles, functions, a Map, getters that throw, nesting without end. */
export function writeRecord(record: unknown): string | undefined {
  try {
    return JSON.stringify(tagged(record, 0))
  } catch {
    return undefined
  }
}

export function readRecord(text: string): SourceRecord {
  return untagged(JSON.parse(text)) as SourceRecord
}

function tagged(value: unknown, depth: number): unknown {
  if (depth > maxDepth) throw new RangeError('too deep')
  switch (typeof value) {
    case 'bigint':
      return { $bigint: String(value) }
    case 'number':
      return Number.isFinite(value) ? value : { $number: String(value) }
    case 'function':
    case 'symbol':
      throw new TypeError('cannot be written')
    case 'object':
      return value === null ? null : taggedObject(value, depth)
    default:
      return value
  }
}

function taggedObject(value: object, depth: number): unknown {
  if (Array.isArray(value)) return value.map((element) => tagged(element, depth + 1) ?? null)
  if (value instanceof Date) return { $date: Number.isNaN(value.getTime()) ? 'invalid' : value.toISOString() }
  if (ArrayBuffer.isView(value)) {
    return { $bytes: Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64') }
  }
  if (!isPlainObject(value)) return taggedInstance(value, depth)
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .map(([key, member]) => [key.startsWith('$') ? `$${key}` : key, tagged(member, depth + 1)]),
  )
}

/** Of an instance of a class only what it answers to `toJSON` can land, so that is what is kept. */
function taggedInstance(value: object, depth: number): unknown {
  const toJson: unknown = Reflect.get(value, 'toJSON')
  if (typeof toJson !== 'function') throw new TypeError('cannot be written')
  return tagged(Reflect.apply(toJson, value, ['']), depth + 1)
}

function untagged(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(untagged)
  const entries = Object.entries(value)
  const [only] = entries
  if (entries.length === 1 && only !== undefined && typeof only[1] === 'string') {
    if (only[0] === '$bigint') return BigInt(only[1])
    if (only[0] === '$date') return new Date(only[1])
    if (only[0] === '$bytes') return new Uint8Array(Buffer.from(only[1], 'base64'))
    if (only[0] === '$number') return Number(only[1])
  }
  return Object.fromEntries(
    entries.map(([key, member]) => [key.startsWith('$$') ? key.slice(1) : key, untagged(member)]),
  )
}
