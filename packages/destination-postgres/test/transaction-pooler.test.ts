/** Behind a pooler that gives each transaction another connection, as pgbouncer does in transaction mode. */

import { FaultBench, syntheticSource } from '@millrace/testkit'
import pg from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { postgres } from '../src/index.ts'
import { faultReader } from './faults/support/fault-reader.ts'
import { loadNames, loadOptions, loads } from './faults/support/loads.ts'
import { loadPrior } from './faults/support/open-bench.ts'
import { findLeaks } from './support/find-leaks.ts'
import { openSwitchingPool } from './support/switching-pool.ts'
import { createDatabase } from './support/test-database.ts'

const timeout = 120_000

test.for(loadNames)('everything goes as with connections of its own: %s', { timeout }, async (name) => {
  const load = loads[name]
  const database = await createDatabase()
  onTestFinished(database.drop)
  const pooler = await openSwitchingPool(database.connectionString, 3)
  const destination = postgres({ pool: pooler.pool, lockTimeoutInMs: 5000, statementTimeoutInMs: 20_000 })
  const subject = { destination, reader: faultReader(database, destination), close: () => undefined }
  const bench = new FaultBench({
    synthetic: syntheticSource(load.synthetic),
    subject,
    reopen: () => subject,
    stream: load.stream,
    pipeline: loadOptions,
  })
  await loadPrior(bench)
  await bench.succeed()
  expect(await bench.check({ truth: load.quietTruth, mayKeepRemoved: load.keepsRemoved })).toEqual([])
  await destination.describe()
  await destination.query('select * from entries')
  expect(pooler.problems).toEqual([])
  expect(pooler.transactions).toBeGreaterThan(20)
  await pooler.close()
  expect(await findLeaks(database)).toEqual([])
})

test('a pool of the app is neither ended nor left changed', async () => {
  const database = await createDatabase()
  onTestFinished(database.drop)
  const pool = new pg.Pool({ connectionString: database.connectionString, max: 2, application_name: 'app' })
  const destination = postgres({ pool })
  const bench = new FaultBench({
    synthetic: syntheticSource(loads.full.synthetic),
    subject: { destination, reader: faultReader(database, destination), close: () => undefined },
    reopen: () => {
      throw new Error('it is not opened again')
    },
    stream: loads.full.stream,
    pipeline: loadOptions,
  })
  await bench.succeed()
  await destination.close()
  const settings = await pool.query(
    `select current_setting('application_name') as name, current_setting('timezone') as zone`,
  )
  expect(settings.rows).toEqual([{ name: 'app', zone: 'Asia/Kathmandu' }])
  expect(pool.idleCount).toBe(pool.totalCount)
  await pool.end()
  expect(await findLeaks(database)).toEqual([])
})
