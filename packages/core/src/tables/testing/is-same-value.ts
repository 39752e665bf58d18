import { formatTimestamp, parseTimestamp } from '../parse-timestamp.ts'

/**
 * Whether a rebuilt value is the original one, as far as tables promise it: absent, null and empty are alike, instants
 * are equal as instants, numbers by value. Elements of arrays keep their places.
 */
export function isSameValue(original: unknown, rebuilt: unknown): boolean {
  const one = normalized(original)
  const other = normalized(rebuilt)
  if (one === undefined || other === undefined) return one === other
  if (isNumber(one) && isNumber(other)) return isSameNumber(one, other)
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((element, index) => isSameValue(element, other[index]))
  }
  if (one instanceof Map && other instanceof Map) {
    return (
      one.size === other.size && [...one].every(([key, value]) => other.has(key) && isSameValue(value, other.get(key)))
    )
  }
  return one === other || isBase64(one, other)
}

/** Bytes inside JSON text are base64. */
function isBase64(bytes: unknown, text: unknown): boolean {
  if (typeof bytes !== 'string' || !bytes.startsWith('bytes ')) return false
  return text === `text ${Buffer.from(bytes.slice(6), 'hex').toString('base64')}`
}

/** Undefined for what holds nothing, a Map for an object, tagged text for instants and bytes. */
function normalized(value: unknown): unknown {
  if (value === null || value === undefined) return undefined
  if (value instanceof Date) return normalized(formatTimestamp(value) ?? value.toISOString())
  if (value instanceof Uint8Array) return `bytes ${Buffer.from(value).toString('hex')}`
  if (typeof value === 'string') {
    const instant = parseTimestamp(value)
    return instant === undefined ? `text ${value}` : `instant ${instant}`
  }
  if (Array.isArray(value)) return value.length === 0 ? undefined : value
  if (value instanceof Map || typeof value !== 'object') return value
  const fields = new Map(Object.entries(value).filter(([, field]) => normalized(field) !== undefined))
  return fields.size === 0 ? undefined : fields
}

function isNumber(value: unknown): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint'
}

function isSameNumber(one: number | bigint, other: number | bigint): boolean {
  if (typeof one === typeof other) return one === other || (Number.isNaN(Number(one)) && Number.isNaN(Number(other)))
  return Number(one) === Number(other)
}
