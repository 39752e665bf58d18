import { DuckDBInstance } from '@duckdb/node-api'
import { faultScenarios, inScenario } from '@millrace/testkit'
import type { FaultScenario } from '@millrace/testkit'
import { expect, test } from 'vitest'
import { duckdbFiles } from './support/duckdb-stores.ts'

const check = { truth: 'savepoints' } as const

test('what is staged of a refresh that pauses is seen, and its generation refers to it', async () => {
  await inScenario(duckdbFiles, fullRefresh(), async (bench, path) => {
    bench.synthetic.inject({ pauseAt: { row: 14, until: new Date('2026-01-01T01:00:00Z') } })
    expect((await bench.run()).result?.status).toBe('paused')
    const staged = await bench.subject.reader.staging?.('entries', 'p')
    expect(new Set(staged?.map(({ partition }) => partition))).toEqual(new Set(['p0', 'p1']))
    expect(await bench.check(check)).toEqual([])

    await bench.whileClosed(() => forgetGenerations(path))
    expect(new Set(await bench.check(check))).toEqual(
      new Set([
        'rows of partition p0 are staged for a generation that is not open',
        'rows of partition p1 are staged for a generation that is not open',
      ]),
    )
  })
})

test('nothing is staged after a refresh', async () => {
  await inScenario(duckdbFiles, fullRefresh(), async (bench) => {
    await bench.succeed()
    expect(await bench.subject.reader.staging?.('entries', 'p')).toEqual([])
  })
})

function fullRefresh(): FaultScenario {
  const scenario = faultScenarios.find(({ name }) => name === 'full, over prior rows')
  if (scenario === undefined) throw new Error('there is no such scenario')
  return scenario
}

/** As if a destination had lost its own account of what it keeps. */
async function forgetGenerations(path: string): Promise<void> {
  const instance = await DuckDBInstance.create(path)
  const connection = await instance.connect()
  await connection.run('DELETE FROM _millrace.generations')
  connection.closeSync()
  instance.closeSync()
}
