import { expect, it } from 'vitest'
import { isHistoric, leadingDeltaColumns } from './delta-columns.ts'

it('begins with operation, time, run and commit', () => {
  expect(leadingDeltaColumns.map(({ name, type }) => `${name} ${type}`)).toEqual([
    '_mr_op text',
    '_mr_at timestamp',
    '_mr_run text',
    '_mr_seq integer',
  ])
})

it('goes on with the columns that the destination does not write', () => {
  const roles = ['key', 'position', 'ancestor', 'data', 'partition', 'system'] as const
  expect(roles.filter((role) => isHistoric({ role }))).toEqual(['key', 'position', 'ancestor', 'data', 'partition'])
})
