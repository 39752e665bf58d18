/** Two destinations over one database: what two processes on two machines are to each other. */

import { TestBed, testStream } from '@millrace/testkit'
import type { TestRun } from '@millrace/testkit'
import pg from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { postgres } from '../src/index.ts'
import { readerOf } from './postgres-under-test.ts'
import { caught } from './support/caught.ts'
import { openDatabase } from './support/open-database.ts'
import type { TestDatabase } from './support/test-database.ts'

const people = testStream('people', { key: { id: 'integer' }, columns: { name: 'text' } })

interface Machines {
  readonly database: TestDatabase
  readonly one: TestBed
  readonly two: TestBed
}

async function openMachines(): Promise<Machines> {
  const { destination, ...database } = await openDatabase()
  const other = postgres({ connectionString: database.connectionString })
  onTestFinished(() => other.close())
  const reader = readerOf(database)
  const [one, two] = [destination, other].map(
    (each) => new TestBed({ destination: each, reader, close: () => undefined }),
  )
  if (one === undefined || two === undefined) throw new Error('there are two')
  return { database, one, two }
}

/** Keeps a publish from going on. */
async function holdTable({ connectionString }: TestDatabase, table: string): Promise<() => Promise<void>> {
  const client = new pg.Client({ connectionString, application_name: 'millrace-tests' })
  await client.connect()
  await client.query(`begin; lock table public.${table} in exclusive mode`)
  return () => client.end()
}

async function untilSomebodyWaits({ sql }: TestDatabase, count = 1): Promise<void> {
  await expect
    .poll(async () => Number((await sql('select count(*) from pg_locks where not granted'))[0]?.[0]))
    .toBeGreaterThanOrEqual(count)
}

/** A publish under way, which waits until it is let go. */
async function beginPublish({ database, one }: Machines): Promise<{
  readonly run: TestRun
  readonly publishing: Promise<unknown>
  letGo(this: void): Promise<void>
}> {
  const run = await one.open()
  await run.create(people)
  const partition = await run.begin(people)
  await partition.stage({ id: 1, name: 'Ada' })
  const letGo = await holdTable(database, 'people')
  const publishing = partition.publish({ savepoint: 'one' })
  await untilSomebodyWaits(database)
  return { run, publishing, letGo }
}

test('a live run blocks others, and says until when', async () => {
  const { one, two } = await openMachines()
  await using run = await one.open()
  const error = await caught(() => two.open())
  expect(error).toMatchObject({ code: 'pipeline_busy', isRetryable: true })
  expect(error.message).toMatch(
    new RegExp(
      String.raw`^pipeline shop is held by run ${run.id}, at least until \d{4}-[\d-]+T[\d:.]+Z: wait for its end or cancel it$`,
    ),
  )
})

test('of twenty that begin at once on two machines one gets the pipeline, and no number is left out', async () => {
  const { one, two } = await openMachines()
  const opening = Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? one : two).open({ run: `run-${index}` }))
  const opened = await Promise.allSettled(opening)
  const runs = opened.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
  expect(runs.map(({ session }) => session.runNumber)).toEqual([1])
  for (const { session } of runs) await session[Symbol.asyncDispose]()
  await using next = await two.open({ run: 'next' })
  expect([next.session.runNumber, next.session.epoch]).toEqual([2, 2])
})

test('while a commit takes long the lease is renewed, others are refused at once, and other pipelines begin', async () => {
  const machines = await openMachines()
  const { one, two } = machines
  const { run, publishing, letGo } = await beginPublish(machines)
  await run.session.renewLease({ signal: run.signal })
  expect(await caught(() => two.open())).toMatchObject({ code: 'pipeline_busy' })
  await using other = await two.open({ pipeline: 'library' })
  expect(other.session.runNumber).toBe(2)
  expect((await two.inspect()).isBusy).toBe(true)
  await letGo()
  await publishing
  expect(await one.records(people)).toEqual([{ id: 1, name: 'Ada' }])
  await run.session[Symbol.asyncDispose]()
})

test('a takeover waits for a commit under way, and there is none after it', async () => {
  const machines = await openMachines()
  const { database, one, two } = machines
  const { run, publishing, letGo } = await beginPublish(machines)
  await one.expireLeases()
  const taking = two.open({ run: 'successor' })
  await untilSomebodyWaits(database, 2)
  await letGo()
  await publishing
  await using successor = await taking
  expect(successor.session.endedRuns.map(({ id }) => id)).toEqual([run.id])
  expect((await successor.read(people)).savepoints.map(({ value }) => value)).toEqual(['one'])
  const late = [
    () => run.session.renewLease({ signal: run.signal }),
    () => run.read(people),
    () => run.begin(people),
    () => run.publish([]),
  ]
  for (const call of late) {
    const error = await caught(call)
    expect(error.code).toBe('lease_lost')
    expect(error.message).toContain('was taken over by run successor (epoch 2)')
  }
  await run.session[Symbol.asyncDispose]()
  expect((await one.inspect()).isBusy).toBe(true)
})

test('the record of a run that died says how', async () => {
  const { one, two } = await openMachines()
  await one.open()
  await one.expireLeases()
  await using next = await two.open()
  expect(next.session.endedRuns[0]?.error).toMatch(
    /^the process that ran it went silent; its lease ended at \d{4}-.*Z$/,
  )
})

test('a worker whose leader gave the lease back can renew it no more', async () => {
  const { one, two } = await openMachines()
  const leader = await one.open()
  await using worker = await two.open({ run: leader.id, join: { epoch: leader.session.epoch } })
  await worker.session.renewLease({ signal: worker.signal })
  await leader.session[Symbol.asyncDispose]()
  const error = await caught(() => worker.session.renewLease({ signal: worker.signal }))
  expect(error).toMatchObject({ code: 'lease_lost', message: expect.stringContaining('was given back') as unknown })
  expect((await two.inspect()).isBusy).toBe(false)
})

test('a session that is closed gives up what is under way, and does not hold up the lease', async () => {
  const machines = await openMachines()
  const { run, publishing, letGo } = await beginPublish(machines)
  const refused = caught(() => publishing)
  await run.session[Symbol.asyncDispose]()
  expect((await refused).message).toContain('is closed')
  await letGo()
  await using next = await machines.two.open()
  expect(await machines.two.records(people)).toEqual([])
  expect(next.session.epoch).toBe(2)
})
