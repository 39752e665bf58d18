/** The whole story of a pipeline, on each pair of store and destination. */

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { duckdb, duckdbConnector } from '@millrace/destination-duckdb'
import { postgres, postgresConnector } from '@millrace/destination-postgres'
import type { DestinationConnector } from '@millrace/core'
import { expect, onTestFinished, test } from 'vitest'
import { createManager, inProcessExecutor, memoryStore, pgliteStore, postgresStore } from '../src/index.ts'
import type { ManagerEvent, RunView, Store } from '../src/index.ts'
import { testKeys } from './support/open-manager.ts'
import { fileDatabase, nextSchema } from './support/open-schema.ts'
import { byName, memoryConnector, newMemory } from './support/test-destinations.ts'
import { newWorld, testConnector } from './support/test-sources.ts'

interface Place {
  readonly store: Store
  readonly connector: DestinationConnector
  readonly settings: unknown
  /** Numbers of the people in a table. */
  ids(this: void, table: string): Promise<readonly unknown[]>
}

const places: Readonly<Record<string, () => Promise<Place>>> = {
  'in memory': async () => {
    const memories = byName(newMemory)
    return {
      store: memoryStore(),
      connector: memoryConnector(memories),
      settings: { name: 'm' },
      ids: async (table) =>
        memories('m')
          .table(table)
          .map(({ id }) => id),
    }
  },
  'in folders: PGlite and DuckDB': async () => {
    const folder = await mkdtemp(join(tmpdir(), 'millrace-scenario-'))
    onTestFinished(() => rm(folder, { recursive: true, force: true }))
    const path = join(folder, 'warehouse.duckdb')
    return {
      store: pgliteStore({ folder: join(folder, 'store') }),
      connector: duckdbConnector,
      settings: { path },
      ids: async (table) => (await duckdb({ path }).query(`select id from ${table} order by id`)).map(({ id }) => id),
    }
  },
  'in Postgres': async () => {
    const { connectionString } = await fileDatabase()
    const schema = 'warehouse'
    const reader = postgres({ connectionString, schema })
    onTestFinished(() => reader.close())
    return {
      store: postgresStore({ connectionString, schema: nextSchema(), maxConnections: 3 }),
      connector: postgresConnector,
      settings: { connectionString, schema },
      ids: async (table) => (await reader.query(`select id from warehouse.${table} order by id`)).map(({ id }) => id),
    }
  },
}

test.each(Object.keys(places))('from registering to deleting, %s', async (name) => {
  const { store, connector, settings, ids } = await (places[name] ?? (() => Promise.reject(new Error(name))))()
  const worlds = byName(newWorld)
  const world = worlds('w')
  const events: ManagerEvent[] = []
  const manager = await createManager({
    connectors: [testConnector(worlds)],
    destinations: [connector],
    store,
    executor: inProcessExecutor({ pollIntervalInMs: 50 }),
    pollIntervalInMs: 50,
    secrets: { keys: testKeys },
    breaker: { warnAfter: 2, blockAfter: 3 },
    onEvent: (event) => events.push(event),
  })
  onTestFinished(() => manager.stop({ graceInMs: 0 }))
  const { sources, destinations, pipelines, runs } = manager
  const ended = async (run: number): Promise<RunView> => {
    let last: RunView | undefined
    for await (const view of runs.watch(run)) last = view
    return last ?? runs.read(run)
  }
  const settled = async (pipeline: number): Promise<string> => {
    const { activeRun } = await pipelines.read(pipeline)
    if (activeRun !== null) await ended(activeRun)
    return (await pipelines.status(pipeline)).status
  }

  // Register, and test.
  const source = await sources.create({ name: 'People', connector: 'test', settings: { world: 'w', token: 'secret!' } })
  const destination = await destinations.create({ name: 'Warehouse', connector: connector.name, settings })
  expect(await sources.test(source)).toEqual({ isOk: true, error: null })
  expect(await destinations.test(destination)).toEqual({ isOk: true, error: null })

  // Create, and watch it build.
  expect(await pipelines.choices()).toEqual({ source, destination })
  const { tables } = await pipelines.preview({ stream: 'users' })
  expect(tables.map(({ path }) => path)).toEqual(['', 'tags'])
  const id = await pipelines.create({
    stream: 'users',
    tables: { '': 'people', tags: 'labels' },
    deltas: { '': 'people' },
    name: 'People',
    period: '24h',
  })
  expect(await settled(id)).toBe('active')
  expect(await ids('people')).toEqual([])

  // Run, and see status and runs.
  const run = await runs.start(id, { incremental: true })
  expect(await ended(run)).toMatchObject({ state: 'succeeded', passed: [3, 3, 3, 3, 3, 3] })
  expect(await ids('people')).toEqual([1, 2, 3])
  expect((await runs.list()).map((listed) => listed.id)).toEqual([run])
  expect((await pipelines.describe(id)).tables[0]?.schema.tables.map((table) => table.name)).toEqual([
    'people',
    'labels',
  ])

  // Change the schedule, and edit.
  await pipelines.setSchedule(id, '1h')
  await pipelines.edit(id, { name: 'All people' })
  expect(await pipelines.read(id)).toMatchObject({ name: 'All people', period: '1h' })

  // Advanced edit.
  world.users = world.users.slice(1)
  const edited = { stream: 'users', tables: { '': 'persons', tags: 'labels' }, excludedFields: ['name'] }
  expect(await pipelines.planAdvancedEdit(id, edited)).toMatchObject({ isInPlace: true, leftBehind: [] })
  await pipelines.advancedEdit(id, edited)
  expect(await settled(id)).toBe('active')
  expect(await ids('people')).toEqual([1, 2, 3])
  expect(await ended(await runs.start(id))).toMatchObject({ state: 'succeeded' })
  expect(await ids('persons')).toEqual([2, 3])

  // Duplicate with new tables.
  const copy = await pipelines.duplicate({
    pipeline_id: id,
    src_collection_id: source,
    dest_collection_id: destination,
    full_tables: { '': 'persons2', tags: 'labels2' },
    deltas_tables: { '': 'persons2', tags: 'labels2' },
    execute_immediately: 'Y',
  })
  expect(copy).not.toBe(id)
  await settled(copy)
  await settled(copy)
  expect(await pipelines.savepoints(copy)).toEqual(await pipelines.savepoints(id))
  expect(await ids('persons2')).toEqual([3])

  // Break the source until it blocks, and mend it.
  world.readError = 'the source is down'
  for (const status of [
    'active',
    'too_many_consecutive_failed_builds',
    'too_many_consecutive_failed_builds__blocked',
  ]) {
    expect(await ended(await runs.start(id))).toMatchObject({ state: 'failed', error: expect.stringContaining('down') })
    expect((await pipelines.status(id)).status).toBe(status)
  }
  expect(await runs.errors({ pipeline: id })).toMatchObject([{ count: 3 }])
  world.readError = undefined
  await pipelines.setStatus(id, { enabled: true })
  expect(await ended(await runs.start(id))).toMatchObject({ state: 'succeeded' })
  expect((await pipelines.status(id)).status).toBe('active')
  expect(events.map(({ type }) => type)).toEqual(expect.arrayContaining(['pipeline-warned', 'pipeline-blocked']))

  // Delete.
  await pipelines.delete(copy)
  await pipelines.delete(id)
  expect(await pipelines.list()).toEqual([])
  expect(await ids('persons')).toEqual([2, 3])
})
