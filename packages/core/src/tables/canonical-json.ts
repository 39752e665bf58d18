import { abbreviatePath, joinPath } from './path.ts'
import { Instant, isPlainObject, unwrapObject } from './plain-object.ts'
import { Rejection } from './rejection.ts'
import type { RejectionCode } from './rejection.ts'

export interface CanonicalJsonOptions {
  /** Where the value stands, for the path of a rejection. Default `""`. */
  readonly path?: string
  /** Deeper nesting is rejected. Default 100. */
  readonly maxNesting?: number
}

/**
 * JSON text with sorted keys, so that equal values are equal texts. Exact: a BigInt is written as its digits. A
 * `Date` becomes its instant, bytes become base64, undefined in an array null, -0 becomes 0. Throws a `Rejection`
 * for what JSON has no text for.
 */
export function canonicalJson(value: unknown, options: CanonicalJsonOptions = {}): string {
  const writer: Writer = { trail: [], open: [], base: options.path ?? '', maxNesting: options.maxNesting ?? 100 }
  return write(value, writer) ?? 'null'
}

interface Writer {
  readonly trail: (string | null)[]
  /** The objects around the value. */
  readonly open: object[]
  readonly base: string
  readonly maxNesting: number
}

function write(value: unknown, writer: Writer): string | undefined {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value)
    case 'number':
      if (!Number.isFinite(value)) throw rejection('not_finite', writer)
      return String(value + 0)
    case 'boolean':
    case 'bigint':
      return String(value)
    case 'undefined':
      return undefined
    case 'object':
      return value === null ? 'null' : writeObject(value, writer)
    default:
      throw rejection('unsupported_value', writer)
  }
}

function writeObject(value: object, writer: Writer): string | undefined {
  if (value instanceof Uint8Array) return `"${Buffer.from(value).toString('base64')}"`
  if (value instanceof Instant) return JSON.stringify(value.text)
  const isArray = Array.isArray(value)
  if (!isArray && !isPlainObject(value)) return write(unwrapObject(value, pathOf(writer)), writer)
  if (writer.open.length >= writer.maxNesting)
    throw rejection(writer.open.includes(value) ? 'cycle' : 'too_deep', writer)
  writer.open.push(value)
  const text = isArray ? writeArray(value, writer) : writeFields(value, writer)
  writer.open.pop()
  return text
}

function writeArray(value: readonly unknown[], writer: Writer): string {
  let text = '['
  writer.trail.push(null)
  for (let index = 0; index < value.length; index++) {
    if (index > maxHoles && !(index in value)) throw rejection('sparse_array', writer)
    text += (index === 0 ? '' : ',') + (write(value[index], writer) ?? 'null')
  }
  writer.trail.pop()
  return `${text}]`
}

function writeFields(value: Readonly<Record<string, unknown>>, writer: Writer): string {
  let text = ''
  for (const key of Object.keys(value).sort()) {
    writer.trail.push(key)
    const member = write(value[key], writer)
    if (member !== undefined) text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${member}`
    writer.trail.pop()
  }
  return `{${text}}`
}

/** Holes are read one by one; an array that consists of more of them is garbage. */
const maxHoles = 100_000

function rejection(code: RejectionCode, writer: Writer): Rejection {
  return new Rejection(code, pathOf(writer))
}

function pathOf(writer: Writer): string {
  return joinPath(writer.base, abbreviatePath(writer.trail))
}
