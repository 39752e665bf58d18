import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { describe, it } from 'vitest'
import { compileFilter } from './compile-filter.ts'
import type { FilterData, FilterOperator } from './filter-data.ts'

/** Whole milliseconds, so that the reference can go by `Date.parse`. */
const instant = fc
  .tuple(fc.integer({ min: 0, max: 2000 }), fc.constantFrom(0, 60, -330))
  .map(([tick, offset]) => atOffset(Date.UTC(2026, 0, 1) + tick * 500, offset))
const number = fc.oneof(
  fc.integer({ min: -5, max: 5 }),
  fc.constantFrom(0.1, 0.5, 2.5, 1e21, -1.5),
  fc.bigInt({ min: -5n, max: 5n }),
)
const text = fc.oneof(fc.constantFrom('', 'a', 'ab', 'b', '\u{1f600}', '\uff5e'), fc.string({ maxLength: 3 }))
const scalar = fc.oneof(
  number,
  text,
  instant,
  fc.boolean(),
  fc.constantFrom('1', '1.0', '0.50', '2026-01-01', '12:00:00'),
)
const value = fc.oneof(
  { weight: 4, arbitrary: scalar },
  { weight: 1, arbitrary: fc.constantFrom(null, undefined, [], {}, Number.NaN) },
  { weight: 1, arbitrary: fc.array(scalar, { maxLength: 3 }) },
)
const withoutValues = fc.constantFrom<FilterOperator>(
  ...(['isTrue', 'isFalse', 'isEmpty', 'isNotEmpty', 'isNull', 'isNotNull', 'exists', 'doesNotExist'] as const),
)
const withOne = fc.constantFrom<FilterOperator>(
  ...(['is', 'isNot', 'contains', 'doesNotContain', 'isLessThan', 'isAtMost', 'isGreaterThan', 'isAtLeast'] as const),
  ...(['isBefore', 'isOnOrBefore', 'isAfter', 'isOnOrAfter', 'isOneOf', 'isNotOneOf'] as const),
)
const condition: fc.Arbitrary<FilterData> = fc.oneof(
  fc.record({ path: fc.constantFrom('a', 'b.c'), operator: withoutValues }),
  fc.record({ path: fc.constantFrom('a', 'b.c'), operator: withOne, values: fc.tuple(scalar) }),
  fc.record({
    path: fc.constantFrom('a', 'b.c'),
    operator: fc.constantFrom<FilterOperator>('isBetween', 'isNotBetween', 'isOneOf', 'isNotOneOf'),
    values: fc.tuple(scalar, scalar),
  }),
)
const filter = fc.letrec<{ node: FilterData }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    condition,
    fc.record({ and: fc.array(tie('node'), { maxLength: 3 }) }),
    fc.record({ or: fc.array(tie('node'), { minLength: 1, maxLength: 3 }) }),
  ),
})).node
const record = fc.record({ a: value, b: fc.oneof(value, fc.record({ c: value })) }, { requiredKeys: [] })

/** Values that can be compared with each other, few enough to be equal often. */
const comparable = fc
  .constantFrom<fc.Arbitrary<string | number | bigint>>(
    fc.integer({ min: 0, max: 3 }),
    fc.constantFrom('a', 'b', 'c'),
    instant.filter((given) => given < '2026-01-01T00:00:03'),
    fc.constantFrom(0, 1n, 2, 2.5),
  )
  .chain((kind) => fc.tuple(kind, kind, kind))

describe('a compiled filter', () => {
  it('answers as the plain reference for values of one kind', () => {
    const operator = fc.constantFrom<FilterOperator>('isBetween', 'isNotBetween', 'isOneOf', 'isNotOneOf')
    const law = fc.property(comparable, operator, ([given, first, second], name) => {
      const data: FilterData = { path: 'a', operator: name, values: [first, second] }
      return compileFilter(data).apply({ a: given }) === naive(data, { a: given })
    })
    fc.assert(law, { numRuns: 2000 })
  })

  it('answers as the plain reference for one value of the same kind', () => {
    const law = fc.property(comparable, withOne, ([given, first], name) => {
      const data: FilterData = { path: 'a', operator: name, values: [first] }
      return compileFilter(data).apply({ a: given }) === naive(data, { a: given })
    })
    fc.assert(law, { numRuns: 2000 })
  })

  it('answers as the plain reference', () => {
    fc.assert(
      fc.property(filter, record, (data, given) => compileFilter(data).apply(given) === naive(data, given)),
      { numRuns: 5000 },
    )
  })
})

/** The same rules once more, as plainly as they can be written. */
function naive(data: FilterData, given: Readonly<Record<string, unknown>>): boolean {
  if ('and' in data) return data.and.every((part) => naive(part, given))
  if ('or' in data) return data.or.some((part) => naive(part, given))
  const found = find(given, data.path)
  const [first] = data.values ?? []
  const orders = (data.values ?? []).map((wanted) => order(found, wanted))
  const [low, high] = orders
  const isMissing = found === undefined
  const isNull = found === undefined || found === null
  const isEqual = orders.includes(0)
  const isWithin = low !== undefined && high !== undefined && low >= 0 && high <= 0
  const isIn =
    typeof found === 'string'
      ? typeof first === 'string' && found.includes(first)
      : Array.isArray(found) && found.some((element) => order(element, first) === 0)
  const isEmpty = isNull || found === '' || isDeepStrictEqual(found, []) || isDeepStrictEqual(found, {})
  switch (data.operator) {
    case 'is':
    case 'isOneOf':
      return isEqual
    case 'isNot':
    case 'isNotOneOf':
      return !isEqual
    case 'contains':
      return isIn
    case 'doesNotContain':
      return !isIn
    case 'isLessThan':
    case 'isBefore':
      return low !== undefined && low < 0
    case 'isAtMost':
    case 'isOnOrBefore':
      return low !== undefined && low <= 0
    case 'isGreaterThan':
    case 'isAfter':
      return low !== undefined && low > 0
    case 'isAtLeast':
    case 'isOnOrAfter':
      return low !== undefined && low >= 0
    case 'isBetween':
      return isWithin
    case 'isNotBetween':
      return !isWithin
    case 'isTrue':
      return found === true
    case 'isFalse':
      return found === false
    case 'isEmpty':
      return isEmpty
    case 'isNotEmpty':
      return !isEmpty
    case 'isNull':
      return isNull
    case 'isNotNull':
      return !isNull
    case 'exists':
      return !isMissing
    case 'doesNotExist':
      return isMissing
    default:
      throw new Error(`${data.operator} is not in this reference`)
  }
}

function find(given: Readonly<Record<string, unknown>>, path: string): unknown {
  if (path === 'a') return given['a']
  const { b } = given
  return typeof b === 'object' && b !== null && !Array.isArray(b) ? Reflect.get(b, 'c') : undefined
}

function order(left: unknown, right: unknown): number | undefined {
  if (typeof right === 'boolean') return typeof left === 'boolean' ? Number(left) - Number(right) : undefined
  if (typeof right !== 'string') return sign(asFraction(left), asFraction(right))
  if (typeof left !== 'string') return undefined
  for (const form of [/^\d{4}-\d\d-\d\dT/, /^\d{4}-\d\d-\d\d$/, /^\d\d:\d\d:\d\d$/]) {
    if (!form.test(right)) continue
    if (!form.test(left)) return undefined
    return right.includes('T') ? sign(BigInt(Date.parse(left)), BigInt(Date.parse(right))) : sign(left, right)
  }
  return Buffer.compare(Buffer.from(left), Buffer.from(right))
}

/** In hundredths: no number above has more digits. */
function asFraction(given: unknown): bigint | undefined {
  if (typeof given === 'bigint') return given * 100n
  if (Number.isNaN(given)) return undefined
  if (typeof given === 'number') return given < 1e15 ? BigInt(Math.round(given * 100)) : BigInt(given) * 100n
  if (typeof given !== 'string' || !/^-?(0|[1-9]\d*)(\.\d+)?$/.test(given)) return undefined
  const [whole = '', fraction = ''] = given.split('.')
  return fraction.length > 2 ? undefined : BigInt(whole + fraction.padEnd(2, '0'))
}

function sign<Value extends bigint | string>(left: Value | undefined, right: Value | undefined): number | undefined {
  if (left === undefined || right === undefined) return undefined
  return left < right ? -1 : Number(left > right)
}

function atOffset(time: number, offsetInMinutes: number): string {
  const clock = new Date(time + offsetInMinutes * 60_000).toISOString().slice(0, -1)
  const [hours, minutes] = [Math.abs(offsetInMinutes / 60) | 0, Math.abs(offsetInMinutes % 60)]
  const pad = (digits: number): string => String(digits).padStart(2, '0')
  return offsetInMinutes === 0 ? `${clock}Z` : `${clock}${offsetInMinutes < 0 ? '-' : '+'}${pad(hours)}:${pad(minutes)}`
}
