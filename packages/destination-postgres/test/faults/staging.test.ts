import { faultScenarios, inScenario } from '@millrace/testkit'
import type { FaultScenario } from '@millrace/testkit'
import { expect, test } from 'vitest'
import { databaseOf, postgresStores } from './support/postgres-stores.ts'

const check = { truth: 'savepoints' } as const

test('what is staged of a refresh that pauses is seen, and its generation refers to it', async () => {
  await inScenario(postgresStores, fullRefresh(), async (bench, store) => {
    bench.synthetic.inject({ pauseAt: { row: 14, until: new Date('2026-01-01T01:00:00Z') } })
    expect((await bench.run()).result?.status).toBe('paused')
    const staged = await bench.subject.reader.staging?.('entries', 'p')
    expect(new Set(staged?.map(({ partition }) => partition))).toEqual(new Set(['p0', 'p1']))
    expect(await bench.check(check)).toEqual([])

    // As if a destination had lost its own account of what it keeps.
    const { sql } = databaseOf(store)
    await sql('create table kept as select * from _millrace.generations; delete from _millrace.generations')
    expect(new Set(await bench.check(check))).toEqual(
      new Set([
        'rows of partition p0 are staged for a generation that is not open',
        'rows of partition p1 are staged for a generation that is not open',
      ]),
    )
    await sql('insert into _millrace.generations select * from kept; drop table kept')
    await bench.succeed()
  })
})

test('nothing is staged after a refresh', async () => {
  await inScenario(postgresStores, fullRefresh(), async (bench) => {
    await bench.succeed()
    expect(await bench.subject.reader.staging?.('entries', 'p')).toEqual([])
  })
})

function fullRefresh(): FaultScenario {
  const scenario = faultScenarios.find(({ name }) => name === 'full, over prior rows')
  if (scenario === undefined) throw new Error('there is no such scenario')
  return scenario
}
