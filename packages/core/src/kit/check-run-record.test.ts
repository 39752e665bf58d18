import { expect, it } from 'vitest'
import { checkRunRecord } from './check-run-record.ts'

const session = { run: 'r1', runNumber: 1, pipeline: 'p' }

it.each([
  { id: 'r2', number: 1, pipeline: 'p' },
  { id: 'r1', number: 2, pipeline: 'p' },
  { id: 'r1', number: 1, pipeline: 'q' },
])('refuses the record of another run: %o', (record) => {
  expect(() => checkRunRecord(record, session)).toThrow('names another run')
})

it("takes the session's own", () => {
  expect(() => checkRunRecord({ id: 'r1', number: 1, pipeline: 'p' }, session)).not.toThrow()
})
