/** Managers in processes of their own, on one Postgres, that are killed in the middle of a run. */

import { postgresConnector } from '@millrace/destination-postgres'
import { expect, onTestFinished, test } from 'vitest'
import { startChild } from '../../destination-postgres/test/support/start-child.ts'
import type { Child } from '../../destination-postgres/test/support/start-child.ts'
import { createManager, postgresStore } from '../src/index.ts'
import type { Manager, RunView } from '../src/index.ts'
import type { ManagerLine, ManagerOrder } from './children/manager-lines.ts'
import { numbersConnector } from './support/numbers-connector.ts'
import { idleExecutor } from './support/open-manager.ts'
import { fileDatabase, nextSchema } from './support/open-schema.ts'

const records = 30_000

interface Site {
  /** A manager that carries nothing out: it creates, starts and looks. */
  readonly manager: Manager
  readonly id: number
  child(order?: Pick<ManagerOrder, 'stopsAfter' | 'delayInMs'>): Promise<Child<ManagerLine>>
  /** Numbers in the table: how many, how many different ones, and their sum. */
  stored(): Promise<readonly unknown[]>
}

const everything = [records, records, (records * (records + 1)) / 2]

/** A pipeline whose tables stand, and nobody who works on it. */
async function openSite(): Promise<Site> {
  const { connectionString, sql } = await fileDatabase()
  const [schema, warehouse] = [nextSchema(), nextSchema().replace(' ', '_')]
  const manager = await createManager({
    connectors: [numbersConnector({ records })],
    destinations: [postgresConnector],
    store: postgresStore({ connectionString, schema, maxConnections: 3 }),
    executor: idleExecutor(),
    secrets: { keys: [{ id: 'test', key: 'b'.repeat(64) }] },
    pollIntervalInMs: 3_600_000,
    claimDurationInMs: 1_000,
  })
  onTestFinished(() => manager.stop({ graceInMs: 0 }))
  const child: Site['child'] = async (order = {}) => {
    const all: ManagerOrder = { connectionString, schema, records, ...order }
    const started = startChild<ManagerLine>(
      new URL('./children/manager-child.ts', import.meta.url),
      JSON.stringify(all),
    )
    expect(await started.next()).toEqual({ type: 'ready' })
    return started
  }
  await manager.sources.create({ name: 'numbers', connector: 'numbers', settings: {} })
  const settings = { connectionString, schema: warehouse, systemSchema: `${warehouse}_system` }
  await manager.destinations.create({ name: 'warehouse', connector: 'postgres', settings })
  const id = await manager.pipelines.create({ stream: 'numbers', tables: { '': 'numbers' }, period: '24h' })
  const stored = async (): Promise<readonly unknown[]> =>
    (await sql(`select count(*)::int, count(distinct id)::int, sum(id)::int from ${warehouse}.numbers`))[0] ?? []
  return { manager, id, child, stored }
}

async function ended(manager: Manager, run: number): Promise<RunView> {
  let last: RunView | undefined
  for await (const view of manager.runs.watch(run)) last = view
  return last ?? manager.runs.read(run)
}

async function built({ manager, id }: Site): Promise<void> {
  const { activeRun } = await manager.pipelines.read(id)
  if (activeRun !== null) await ended(manager, activeRun)
  expect(await manager.pipelines.status(id)).toMatchObject({ status: 'active' })
}

async function nextOf<Type extends ManagerLine['type']>(
  child: Child<ManagerLine>,
  type: Type,
): Promise<Extract<ManagerLine, { type: Type }>> {
  for (;;) {
    const line = await child.next()
    if (line.type === type) return line as Extract<ManagerLine, { type: Type }>
  }
}

test('one of two processes is killed in the middle of a run: the other ends its record, and goes on', async () => {
  const site = await openSite()
  const { manager, id } = site
  const doomed = await site.child({ stopsAfter: 15_000 })
  await built(site)
  const run = await manager.runs.start(id)
  await nextOf(doomed, 'stopped')
  const other = await site.child()
  expect(await manager.pipelines.status(id)).toMatchObject({ status: 'running' })
  doomed.signal('SIGKILL')
  const dead = await ended(manager, run)
  expect(dead.state).toBe('failed')
  expect(dead.error).toMatch(/^the process that ran it went silent; its claim ended at .*What it has committed stays/)
  // What it had committed is told by the record that the destination has.
  expect(dead.passed[0]).toBeGreaterThanOrEqual(10_000)
  const reading = await nextOf(other, 'reading')
  expect(reading.after).toBeGreaterThanOrEqual(10_000)
  const [next] = await manager.runs.list()
  expect(next?.id).toBeGreaterThan(run)
  expect(await ended(manager, next?.id ?? 0)).toMatchObject({ state: 'succeeded', trigger: 'schedule' })
  expect(await site.stored()).toEqual(everything)
  expect((await manager.runs.list()).map(({ state }) => state)).toEqual(['succeeded', 'failed'])
  await other.finish()
})

test('a process that stops in good order leaves its run at a savepoint, queued, and another one goes on', async () => {
  const site = await openSite()
  const { manager, id } = site
  const first = await site.child({ delayInMs: 200 })
  await built(site)
  const run = await manager.runs.start(id)
  await expect.poll(async () => (await manager.runs.read(run)).progress).not.toBeNull()
  first.tell('stop')
  await nextOf(first, 'stopping-ended')
  const second = await site.child()
  const { after } = await nextOf(second, 'reading')
  expect(after).toBeGreaterThan(0)
  expect(after).toBeLessThan(records)
  expect(await ended(manager, run)).toMatchObject({ state: 'succeeded', passed: Array(6).fill(records) })
  expect(await site.stored()).toEqual(everything)
  await second.finish()
})

test('processes are killed again and again: one run at a time, and nothing is lost', async () => {
  const site = await openSite()
  const { manager, id } = site
  let children = [await site.child(), await site.child()]
  await built(site)
  await manager.runs.start(id).catch(() => undefined)
  for (const delay of [30, 150, 300]) {
    await new Promise((resolve) => setTimeout(resolve, delay))
    const [victim, ...others] = children
    victim?.signal('SIGKILL')
    children = [...others, await site.child()]
    await manager.runs.start(id).catch(() => undefined)
  }
  await expect.poll(async () => (await manager.pipelines.read(id)).activeRun, { timeout: 30_000 }).toBeNull()
  if ((await site.stored())[0] !== records) await ended(manager, await manager.runs.start(id))
  expect(await site.stored()).toEqual(everything)
  const runs = (await manager.runs.list()).toReversed()
  for (const [index, run] of runs.entries()) {
    const before = runs[index - 1]
    expect(run.endTime).not.toBeNull()
    if (before !== undefined) expect(run.startTime.getTime()).toBeGreaterThanOrEqual(before.endTime?.getTime() ?? 0)
    expect(['succeeded', 'failed']).toContain(run.state)
    if (run.state === 'failed') expect(run.error).toMatch(/^the process that ran it/)
  }
  await Promise.all(children.map((child) => child.finish()))
})
