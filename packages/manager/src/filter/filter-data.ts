import type { JsonValue } from '@millrace/core'

/** Which records land, as data: it can be stored and shown. */
export type FilterData =
  /** All of them hold; none means every record. */
  | { readonly and: readonly FilterData[] }
  /** One of them holds. */
  | { readonly or: readonly FilterData[] }
  | FilterCondition

/** One condition on one value of a record. */
export interface FilterCondition {
  /** Where the value is: `timeInterval.start`. */
  readonly path: string
  readonly operator: FilterOperator
  /** What it is compared with: none, one, two (`isBetween`), or any number (`isOneOf`). */
  readonly values?: readonly JsonValue[]
}

/** How a value is compared. Times are compared as instants, numbers as numbers, texts by code point. */
export const filterOperators = [
  'is',
  'isNot',
  'isOneOf',
  'isNotOneOf',
  'contains',
  'doesNotContain',
  'startsWith',
  'endsWith',
  'isLessThan',
  'isAtMost',
  'isGreaterThan',
  'isAtLeast',
  'isBetween',
  'isNotBetween',
  'isBefore',
  'isOnOrBefore',
  'isAfter',
  'isOnOrAfter',
  'isTrue',
  'isFalse',
  'isEmpty',
  'isNotEmpty',
  'isNull',
  'isNotNull',
  'exists',
  'doesNotExist',
] as const

export type FilterOperator = (typeof filterOperators)[number]
