import { stepNames } from '@millrace/core'
import type { Steps } from '@millrace/core'
import { expect, test } from 'vitest'
import { addCounts } from './count-runs.ts'
import type { RunCounts } from './run-outcome.ts'

const steps = (passed: number, failed = 0): Steps =>
  Object.fromEntries(stepNames.map((name) => [name, { passed, failed: name === 'filter' ? failed : 0 }])) as Steps

const table = (inserted: number) => ({ '': { name: 'users', inserted, updated: 1, deleted: 0 } })

const counts = (given: Partial<RunCounts>): RunCounts => ({
  steps: steps(0),
  tables: {},
  warnings: [],
  carried: 0,
  pending: 0,
  ...given,
})

test('the counts of the parts of a run add up', () => {
  const first = addCounts({ steps: steps(0), tables: {}, warnings: [] }, counts({ steps: steps(5), tables: table(4) }))
  const both = addCounts(first, counts({ steps: steps(7, 1), tables: table(6) }))
  expect(both.steps['receive']).toEqual({ passed: 12, failed: 0 })
  expect(both.steps['filter']).toEqual({ passed: 12, failed: 1 })
  expect(both.tables).toEqual({ '': { name: 'users', inserted: 10, updated: 2, deleted: 0 } })
})

test('what one part has staged and the next one published is counted once', () => {
  const first = addCounts({ steps: steps(0), tables: {}, warnings: [] }, counts({ steps: steps(5), pending: 5 }))
  const both = addCounts(first, counts({ steps: steps(9), carried: 5 }))
  expect(both.steps['finalize']).toEqual({ passed: 9, failed: 0 })
})

test('what another run has staged counts for this one', () => {
  const row = { steps: steps(0), tables: {}, warnings: [] }
  expect(addCounts(row, counts({ steps: steps(9), carried: 5 })).steps['finalize']).toEqual({ passed: 9, failed: 0 })
})

test('a warning comes once', () => {
  const warnings = [{ code: 'a', message: 'b' }]
  const first = addCounts({ steps: steps(0), tables: {}, warnings }, counts({ warnings }))
  expect(first.warnings).toEqual(warnings)
})
