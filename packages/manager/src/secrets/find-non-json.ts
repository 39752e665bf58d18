import type { OptionProblem } from '@millrace/core'
import { toPointer } from './json-pointer.ts'
import type { JsonPath } from './json-pointer.ts'

/** Settings are written by people. */
const maxDepth = 100

const mustBeJson = 'must be JSON: a plain object, an array, a text, a number, true, false or null'

/** What cannot be stored as JSON. Keys without a value are no problem: they are as good as left out. */
export function findNonJson(value: unknown, path: JsonPath = []): readonly OptionProblem[] {
  const problem = (message: string): readonly OptionProblem[] => [{ path: toPointer(path), message }]
  if (path.length > maxDepth) return problem(`is nested deeper than ${maxDepth} levels`)
  switch (typeof value) {
    case 'string':
    case 'boolean':
    case 'bigint':
      return []
    case 'number':
      return Number.isFinite(value) ? [] : problem('must be a finite number')
    case 'object':
      if (value === null) return []
      if (Array.isArray(value)) return value.flatMap((inner: unknown, index) => findNonJson(inner, [...path, index]))
      if (!isPlain(value)) return problem(mustBeJson)
      return Object.entries(value).flatMap(([key, inner]) =>
        inner === undefined ? [] : findNonJson(inner, [...path, key]),
      )
    default:
      return problem(mustBeJson)
  }
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype || Object.getPrototypeOf(prototype) === null
}
