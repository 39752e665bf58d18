import type { FilterOperator } from './filter-data.ts'
import type { Operand } from './operand.ts'

/** What a field is, as far as operators care. */
export type FieldFamily =
  | 'number'
  | 'text'
  | 'boolean'
  | 'instant'
  | 'date'
  | 'time'
  /** An array of scalars. */
  | 'list'
  /** An array of objects. */
  | 'array'
  | 'object'
  | 'json'
  | 'binary'

/** What an operator asks for, and what it means. */
export interface OperatorRule {
  /** How many values it is given. */
  readonly values: { readonly least: number; readonly most: number }
  /** The fields it may be used on. */
  readonly families: readonly FieldFamily[]
  /** Whether the value of a record, undefined where there is none, passes. */
  readonly test: (value: unknown, operands: readonly Operand[], texts: readonly string[]) => boolean
}

/** More values than a condition may have. */
const maxValues = 1000

const noValue = { least: 0, most: 0 }
const oneValue = { least: 1, most: 1 }
const twoValues = { least: 2, most: 2 }
const manyValues = { least: 1, most: maxValues }

const times: readonly FieldFamily[] = ['instant', 'date', 'time']
const ordered: readonly FieldFamily[] = ['number', 'text', ...times]
const comparable: readonly FieldFamily[] = ['boolean', ...ordered]
const every: readonly FieldFamily[] = [...comparable, 'list', 'array', 'object', 'json', 'binary']
const containing: readonly FieldFamily[] = ['text', 'list']
const measurable: readonly FieldFamily[] = ['text', 'list', 'array', 'object', 'json', 'binary']

type Test = OperatorRule['test']

const isEqual: Test = (value, operands) => operands.some(({ compare }) => compare(value) === 0)
const holds: Test = (value, operands, [text]) => {
  if (typeof value === 'string') return text !== undefined && value.includes(text)
  return Array.isArray(value) && value.some((element) => isEqual(element, operands, []))
}
const isBetween: Test = (value, [from, to]) => {
  const low = from?.compare(value)
  const high = to?.compare(value)
  return low !== undefined && high !== undefined && low >= 0 && high <= 0
}
const isAbsent = (value: unknown): boolean => value === null || value === undefined
const isEmpty: Test = (value) => isAbsent(value) || value === '' || sizeOf(value) === 0

const ordering = (families: readonly FieldFamily[], holdsFor: (order: number) => boolean): OperatorRule => ({
  values: oneValue,
  families,
  test: (value, [operand]) => {
    const order = operand?.compare(value)
    return order !== undefined && holdsFor(order)
  },
})
const not =
  (test: Test): Test =>
  (...given) =>
    !test(...given)

/** Every operator. Those that say "not" let through exactly what the others keep back, null and missing included. */
export const operators: Readonly<Record<FilterOperator, OperatorRule>> = {
  is: { values: oneValue, families: comparable, test: isEqual },
  isNot: { values: oneValue, families: comparable, test: not(isEqual) },
  isOneOf: { values: manyValues, families: comparable, test: isEqual },
  isNotOneOf: { values: manyValues, families: comparable, test: not(isEqual) },
  contains: { values: oneValue, families: containing, test: holds },
  doesNotContain: { values: oneValue, families: containing, test: not(holds) },
  startsWith: {
    values: oneValue,
    families: ['text'],
    test: (value, _operands, [text = '']) => typeof value === 'string' && value.startsWith(text),
  },
  endsWith: {
    values: oneValue,
    families: ['text'],
    test: (value, _operands, [text = '']) => typeof value === 'string' && value.endsWith(text),
  },
  isLessThan: ordering(['number', 'text'], (order) => order < 0),
  isAtMost: ordering(['number', 'text'], (order) => order <= 0),
  isGreaterThan: ordering(['number', 'text'], (order) => order > 0),
  isAtLeast: ordering(['number', 'text'], (order) => order >= 0),
  isBetween: { values: twoValues, families: ordered, test: isBetween },
  isNotBetween: { values: twoValues, families: ordered, test: not(isBetween) },
  isBefore: ordering(times, (order) => order < 0),
  isOnOrBefore: ordering(times, (order) => order <= 0),
  isAfter: ordering(times, (order) => order > 0),
  isOnOrAfter: ordering(times, (order) => order >= 0),
  isTrue: { values: noValue, families: ['boolean'], test: (value) => value === true },
  isFalse: { values: noValue, families: ['boolean'], test: (value) => value === false },
  isEmpty: { values: noValue, families: measurable, test: isEmpty },
  isNotEmpty: { values: noValue, families: measurable, test: not(isEmpty) },
  isNull: { values: noValue, families: every, test: isAbsent },
  isNotNull: { values: noValue, families: every, test: not(isAbsent) },
  exists: { values: noValue, families: every, test: (value) => value !== undefined },
  doesNotExist: { values: noValue, families: every, test: (value) => value === undefined },
}

/** Elements of an array, bytes of a binary, fields of an object; undefined for what has no size. */
function sizeOf(value: unknown): number | undefined {
  if (Array.isArray(value) || value instanceof Uint8Array) return value.length
  if (typeof value !== 'object' || value === null || value instanceof Date) return undefined
  return Object.keys(value).length
}
