import { InvalidOptionsError } from '@millrace/core'
import type { FilterFunction, JsonValue, PipelineRecord, Versioned } from '@millrace/core'
import { namesOf } from '../model/find-field.ts'
import { digest } from '../model/values/digest.ts'
import { checkFilterForm } from './check-filter-form.ts'
import type { FilterCondition, FilterData } from './filter-data.ts'
import { toOperand } from './operand.ts'
import { operators } from './operators.ts'

/** Raised when the same data comes to mean something else: then every record is read again. */
const meaning = 1

/**
 * The function that core takes. What a filter means:
 *
 * - A value is *missing* where the record has no such field, or the way leads through null, a scalar or an array. A
 *   field that is undefined is missing.
 * - `exists`: the value is not missing; it may be null. `isNull`: it is null or missing. `isEmpty`: it is null, missing,
 *   `''`, `[]` or `{}`.
 * - `isNot`, `isNotOneOf`, `doesNotContain`, `isNotBetween`, `isNotNull`, `isNotEmpty` and `doesNotExist` let through
 *   exactly what their opposites keep back. So null and missing pass `isNot`, and every other comparison lets them fall.
 * - The filter's value says how is compared; a value of a record that is of another kind is not equal to it, and neither
 *   before nor after it.
 *   - *Number*: with numbers, BigInts and texts that are numbers as JSON writes them, by their exact values; `"15.0"` is
 *     15. A number that is not whole counts as its shortest digits, so that `"0.1"` is 0.1. NaN is equal to nothing.
 *   - *Boolean*: with booleans. `isTrue` is passed by true alone, not by 1 or `"true"`.
 *   - *Instant*, an RFC 3339 text: with texts that are instants, whatever their offset, and with `Date`s.
 *   - *Date*, `YYYY-MM-DD`, and *time*, `HH:MM:SS[.f]`: with texts that are such; `"12:00:00.50"` is `"12:00:00.5"`.
 *   - *Text*: with texts, by code point, the order of their UTF-8 bytes; upper and lower case differ.
 * - `contains`, `startsWith` and `endsWith` look at a text as it stands. On an array, `contains` looks for an element that
 *   `is` the value. A bound of `isBetween` is in it.
 * - `and` of nothing is every record.
 *
 * Throws `InvalidOptionsError` for what is no filter.
 */
export function compileFilter(filter: FilterData): Versioned<FilterFunction> {
  const problems = checkFilterForm(filter)
  if (problems.length > 0) throw new InvalidOptionsError(problems)
  return {
    version: `filter ${meaning}: ${digest(toData(filter))}`,
    apply: compile(filter),
  }
}

function compile(filter: FilterData): FilterFunction {
  if ('and' in filter) {
    const parts = filter.and.map(compile)
    return (record) => parts.every((part) => part(record))
  }
  if ('or' in filter) {
    const parts = filter.or.map(compile)
    return (record) => parts.some((part) => part(record))
  }
  return compileCondition(filter)
}

function compileCondition({ path, operator, values = [] }: FilterCondition): FilterFunction {
  const names = namesOf(path)
  const { test } = operators[operator]
  const operands = values.map(toOperand).filter((operand) => operand !== undefined)
  const texts = values.filter((value) => typeof value === 'string')
  return (record) => test(valueAt(record, names), operands, texts)
}

function valueAt(record: PipelineRecord, names: readonly string[]): unknown {
  let value: unknown = record
  for (const name of names) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
    if (!Object.hasOwn(value, name)) return undefined
    value = Reflect.get(value, name)
  }
  return value
}

/** The same filter in one form: without members that say nothing. */
function toData(filter: FilterData): JsonValue {
  if ('and' in filter) return { and: filter.and.map(toData) }
  if ('or' in filter) return { or: filter.or.map(toData) }
  return { path: filter.path, operator: filter.operator, values: filter.values ?? [] }
}
