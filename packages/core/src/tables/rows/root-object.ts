import { isPlainObject, unwrapObject } from '../plain-object.ts'
import type { PlainObject } from '../plain-object.ts'
import { Rejection } from '../rejection.ts'

/** The record as a plain object, by its `toJSON` if it is none. Throws a `Rejection`. */
export function rootObject(record: unknown): PlainObject {
  if (typeof record === 'object' && record !== null && !Array.isArray(record)) {
    const prototype: unknown = Object.getPrototypeOf(record)
    if (prototype === Object.prototype || prototype === null) return record as PlainObject
    if (isPlainObject(record)) return { ...record }
    const plain = unwrapObject(record, '')
    if (typeof plain === 'object' && plain !== null && !Array.isArray(plain) && isPlainObject(plain)) {
      return { ...plain }
    }
  }
  throw new Rejection('not_an_object', '')
}
