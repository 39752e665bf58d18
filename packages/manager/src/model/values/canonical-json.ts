import { MillraceError } from '@millrace/core'
import { instantOf } from './parse-instant.ts'

/** What is nested deeper is refused: it may have no end. */
const maxNesting = 100

/**
 * JSON text with sorted keys, so that equal values are equal texts: a BigInt is written as its digits, a `Date` as its
 * instant, bytes as base64, -0 as 0; what is undefined is left out of objects, and null in arrays. Throws an error
 * without values for what JSON has no text for.
 */
export function canonicalJson(value: unknown): string {
  return write(value, 0) ?? 'null'
}

function write(value: unknown, depth: number): string | undefined {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value)
    case 'number':
      if (!Number.isFinite(value)) throw refusal('a number that is not finite')
      // Digit by digit, as the BigInt of the same value.
      return Number.isInteger(value) ? String(BigInt(value)) : String(value)
    case 'boolean':
    case 'bigint':
      return String(value)
    case 'undefined':
      return undefined
    case 'object':
      return value === null ? 'null' : writeObject(value, depth + 1)
    default:
      throw refusal(`a ${typeof value}`)
  }
}

function writeObject(value: object, depth: number): string {
  if (depth > maxNesting) throw refusal(`a value that is nested deeper than ${maxNesting} levels`)
  if (value instanceof Uint8Array) return `"${Buffer.from(value).toString('base64')}"`
  if (value instanceof Date) {
    const instant = instantOf(value)
    if (instant === undefined) throw refusal('an invalid date')
    return `"${instant}"`
  }
  if (Array.isArray(value)) return `[${value.map((element) => write(element, depth) ?? 'null').join(',')}]`
  const members = Object.keys(value)
    .sort()
    .flatMap((key) => {
      const text = write(Reflect.get(value, key), depth)
      return text === undefined ? [] : [`${JSON.stringify(key)}:${text}`]
    })
  return `{${members.join(',')}}`
}

function refusal(what: string): MillraceError {
  return new MillraceError({ code: 'not_json', message: `${what} cannot be written as JSON` })
}
