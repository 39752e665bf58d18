import { describe, expect, it } from 'vitest'
import type { RecordField } from '../model/record-field.ts'
import { checkFilter } from './check-filter.ts'
import { filterOperators } from './filter-data.ts'
import type { FilterData } from './filter-data.ts'
import { operators } from './operators.ts'

const fields: readonly RecordField[] = [
  { path: 'id', type: 'text', isProtected: true },
  { path: 'billable', type: 'boolean' },
  { path: 'amount', type: 'decimal' },
  { path: 'timeInterval.start', type: 'timestamp' },
  { path: 'day', type: 'date' },
  { path: 'raw', type: 'json' },
  { path: 'tags', type: 'array', elements: 'text' },
  { path: 'memberships', type: 'array' },
  { path: 'memberships.role', type: 'text' },
]

describe('checkFilter', () => {
  it('takes what can be compiled', () => {
    const filter: FilterData = {
      and: [
        { path: 'billable', operator: 'isTrue' },
        { path: 'amount', operator: 'isBetween', values: [1, 2n] },
        { path: 'timeInterval.start', operator: 'isOnOrAfter', values: ['2026-01-01T00:00:00+01:00'] },
        {
          or: [
            { path: 'tags', operator: 'contains', values: ['t1'] },
            { path: 'memberships', operator: 'isEmpty' },
          ],
        },
        { path: 'timeInterval', operator: 'isNotNull' },
        { path: 'id', operator: 'isOneOf', values: ['a', '2026-01-01T00:00:00Z'] },
        { and: [] },
      ],
    }
    expect(problems(filter)).toEqual([])
  })

  it('names every problem at once', () => {
    const filter = {
      and: [
        { path: 'amont', operator: 'is', values: [1] },
        { path: 'amount', operator: 'startsWith', values: ['1'] },
        { path: 'amount', operator: 'isBetween', values: [1] },
        {
          or: [
            { path: 'day', operator: 'isBefore', values: ['2026-01-01T00:00:00Z'] },
            { path: 'id', operator: 'is', values: [null] },
          ],
        },
      ],
    }
    expect(problems(filter).map((problem) => problem.split(': ')[0])).toEqual([
      'filter.and[0].path',
      'filter.and[1].operator',
      'filter.and[2].values',
      'filter.and[3].or[0].values[0]',
      'filter.and[3].or[1].values[0]',
    ])
  })

  it('lists what exists for an unknown path, without the insides of arrays', () => {
    expect(problems({ path: 'amont', operator: 'isNull' })).toEqual([
      'filter.path: amont does not exist; there are: id, billable, amount, timeInterval.start, day, raw, tags, memberships',
    ])
  })

  it('lists what is possible for a wrong operator', () => {
    expect(problems({ path: 'billable', operator: 'contains', values: ['x'] })).toEqual([
      'filter.operator: contains cannot be used on billable, a boolean; possible are: is, isNot, isOneOf, isNotOneOf, isTrue, isFalse, isNull, isNotNull, exists, doesNotExist',
    ])
  })

  it.each([
    [
      { path: 'memberships.role', operator: 'is', values: ['x'] },
      'filter.path: memberships.role lies in the array memberships',
    ],
    [{ path: 'memberships.[].role', operator: 'isNull' }, 'filter.path: leads into the elements of an array'],
    [{ path: 'a..b', operator: 'isNull' }, 'filter.path: the path has an empty step'],
    [{ path: '', operator: 'isNull' }, 'filter.path: must be the path of a field'],
    [
      { path: 'memberships', operator: 'contains', values: ['x'] },
      'filter.operator: contains cannot be used on memberships, an array of objects',
    ],
    [
      { path: 'timeInterval', operator: 'is', values: ['x'] },
      'filter.operator: is cannot be used on timeInterval, an object',
    ],
    [{ path: 'raw', operator: 'is', values: ['x'] }, 'filter.operator: is cannot be used on raw, a json'],
    [{ path: 'id', operator: 'resembles', values: ['x'] }, 'filter.operator: must be one of: is, isNot'],
    [{ path: 'id', operator: 'isNull', values: ['x'] }, 'filter.values: isNull takes no value, not 1'],
    [{ path: 'id', operator: 'isOneOf', values: [] }, 'filter.values: isOneOf takes 1 to 1000 values, not 0'],
    [{ path: 'id', operator: 'is', values: 'x' }, 'filter.values: must be an array'],
    [{ path: 'id', operator: 'is', values: [5] }, 'filter.values[0]: must be a text'],
    [{ path: 'id', operator: 'is', values: [{}] }, 'filter.values[0]: must be a text, a finite number, true or false'],
    [{ path: 'id', operator: 'is', values: ['x'.repeat(10_001)] }, 'filter.values[0]: is longer than 10000 characters'],
    [{ path: 'amount', operator: 'is', values: ['5'] }, 'filter.values[0]: must be a number'],
    [{ path: 'amount', operator: 'is', values: [Number.NaN] }, 'filter.values[0]: must be a text, a finite number'],
    [{ path: 'amount', operator: 'isBetween', values: [2, 1] }, 'filter.values: the lower bound comes first'],
    [{ path: 'day', operator: 'is', values: ['2026-02-30'] }, 'filter.values[0]: must be a date, such as'],
    [
      { path: 'timeInterval.start', operator: 'isAfter', values: ['2026-01-01'] },
      'filter.values[0]: must be an instant with its offset',
    ],
    [{ or: [] }, 'filter.or: is empty, so that no record would pass'],
    [{ and: {} }, 'filter.and: must be an array of conditions'],
    [{ and: [], or: [{ and: [] }] }, 'filter: must be { and: [conditions] }'],
    [{ and: [], path: 'id' }, 'filter.path: goes not with `and`'],
    [null, 'filter: must be'],
    ['billable', 'filter: must be'],
    [{ and: [undefined] }, 'filter.and[0]: must be'],
  ])('refuses %j', (filter, problem) => {
    const [found = '', ...others] = problems(filter)
    expect(found.slice(0, problem.length)).toBe(problem)
    expect(others).toEqual([])
  })

  it('refuses trees that are too deep or too large', () => {
    let deep: FilterData = { path: 'id', operator: 'isNull' }
    for (let level = 0; level < 10_000; level += 1) deep = { and: [deep] }
    expect(problems(deep)).toEqual([expect.stringMatching(/nested deeper than 20 levels$/)])
    const large = { and: Array.from({ length: 501 }, () => ({ path: 'id', operator: 'isNull' })) }
    expect(problems(large)).toEqual(['filter: has more than 500 conditions'])
  })

  it('has a rule for every operator', () => {
    expect(Object.keys(operators)).toEqual([...filterOperators])
  })
})

function problems(filter: unknown): readonly string[] {
  return checkFilter(filter, fields).map(({ path, message }) => `${path}: ${message}`)
}
