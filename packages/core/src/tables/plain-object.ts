import {
  isAnyArrayBuffer,
  isBoxedPrimitive,
  isDate,
  isGeneratorObject,
  isMap,
  isMapIterator,
  isNativeError,
  isPromise,
  isRegExp,
  isSet,
  isSetIterator,
  isWeakMap,
  isWeakSet,
} from 'node:util/types'
import { formatTimestamp } from './parse-timestamp.ts'
import { Rejection } from './rejection.ts'

/** An object of which only the own enumerable text keys count. */
export type PlainObject = Readonly<Record<string, unknown>>

/** A Date as a value: its timestamp cell. A class, so that it is no text. */
export class Instant {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

/** True for object literals, also of another realm, and for objects without a prototype. */
export function isPlainObject(value: object): value is PlainObject {
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype === Object.prototype || prototype === null) return true
  return typeof prototype === 'object' && Object.getPrototypeOf(prototype) === null && !Array.isArray(value)
}

/**
 * What an object that is neither plain nor an array stands for: a copy of its bytes for a buffer or view, an `Instant`
 * for a `Date` (a text for one beyond the years 0001 to 9999), else what its `toJSON` answers, else its own fields, as for
 * the rows of a database driver. Throws a `Rejection` for what keeps its content elsewhere.
 */
export function unwrapObject(value: object, path: string): unknown {
  if (isDate(value)) return unwrapDate(value, path)
  if (ArrayBuffer.isView(value)) {
    return new Uint8Array(value.buffer, value.byteOffset, value.byteLength).slice()
  }
  if (isAnyArrayBuffer(value)) return new Uint8Array(value).slice()
  const toJson: unknown = Reflect.get(value, 'toJSON')
  if (typeof toJson !== 'function') {
    if (keepsContentElsewhere.some((test) => test(value))) throw new Rejection('unsupported_value', path)
    return { ...value }
  }
  const answer: unknown = Reflect.apply(toJson, value, [''])
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer) || isPlainObject(answer)) return answer
  if (isDate(answer)) return unwrapDate(answer, path)
  throw new Rejection('unsupported_value', path)
}

const keepsContentElsewhere: readonly ((value: unknown) => boolean)[] = [
  isMap,
  isSet,
  isWeakMap,
  isWeakSet,
  isMapIterator,
  isSetIterator,
  isPromise,
  isRegExp,
  isNativeError,
  isGeneratorObject,
  isBoxedPrimitive,
]

/** Whether anything would be stored for a value: any leaf that is not null, or any element. */
export function hasValue(value: unknown): boolean {
  return searchValue(value, new Map(), 0)
}

const maxSearchDepth = 100

function searchValue(value: unknown, seen: Map<object, 'open' | 'done'>, depth: number): boolean {
  if (value === null || value === undefined) return false
  if (typeof value !== 'object') return true
  if (Array.isArray(value)) return value.length > 0
  if (!isPlainObject(value)) return true
  const state = seen.get(value)
  // A cycle or endless nesting counts as a value, so that the walk comes along and rejects it.
  if (state !== undefined || depth > maxSearchDepth) return state !== 'done'
  seen.set(value, 'open')
  const found = Object.keys(value).some((key) => searchValue(value[key], seen, depth + 1))
  seen.set(value, 'done')
  return found
}

function unwrapDate(value: Date, path: string): Instant | string {
  const text = formatTimestamp(value)
  if (text !== undefined) return new Instant(text)
  if (Number.isNaN(Date.prototype.getTime.call(value))) throw new Rejection('invalid_date', path)
  return Date.prototype.toISOString.call(value)
}
