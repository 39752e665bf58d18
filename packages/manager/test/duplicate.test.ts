/** Duplicating a pipeline, as the API describes it and rule 7 reads it. */

import type { JsonValue } from '@millrace/core'
import { expect, test } from 'vitest'
import type { DuplicateInput } from '../src/index.ts'
import type { Bench } from './support/open-manager.ts'
import { caught, openManager } from './support/open-manager.ts'

async function duplicated(bench: Bench, base: number, input: Partial<DuplicateInput> = {}): Promise<number> {
  const { source = 0, destination = 0 } = await bench.manager.pipelines.choices()
  return bench.manager.pipelines.duplicate({
    pipeline_id: base,
    src_collection_id: source,
    dest_collection_id: destination,
    full_tables: { '': 'copy', tags: 'copy_tags' },
    execute_immediately: 'N',
    ...input,
  })
}

const named = { tables: { '': 'users', tags: 'tags' } }

test('7. a duplicate inherits savepoint, frequency, name and whether it is enabled', async () => {
  const bench = await openManager()
  const base = await bench.built({ ...named, period: '6h', name: 'Base' })
  await bench.run(base)
  const id = await duplicated(bench, base)
  expect((await bench.manager.pipelines.read(id)).status.status).toMatch(/building_tables|active/)
  await bench.settled(id)
  expect(await bench.manager.pipelines.read(id)).toMatchObject({ name: 'Base', period: '6h', isEnabled: true })
  expect((await bench.manager.pipelines.read(id)).startsAt).not.toBeNull()
  expect(await bench.manager.pipelines.savepoints(id)).toEqual(await bench.manager.pipelines.savepoints(base))
  expect(bench.memory().table('copy')).toEqual([])
  bench.world().users = [...bench.world().users, { id: 4, name: 'Alan', updatedAt: '2026-02-01T00:00:00Z', tags: [] }]
  await bench.run(id)
  expect(
    bench
      .memory()
      .table('copy')
      .map(({ id: key }) => key),
  ).toEqual([3, 4])
  await bench.manager.pipelines.setStatus(base, { enabled: false })
  const sleeping = await duplicated(bench, base, { full_tables: { '': 'c2', tags: 'c2_tags' }, name: 'Other' })
  expect(await bench.manager.pipelines.read(sleeping)).toMatchObject({ isEnabled: false, name: 'Other' })
})

test('7. execute_immediately queues a run when the tables stand', async () => {
  const bench = await openManager()
  const base = await bench.built(named)
  const id = await duplicated(bench, base, { execute_immediately: 'Y' })
  await bench.settled(id)
  await bench.settled(id)
  expect(await bench.manager.runs.list({ pipeline: id })).toMatchObject([{ state: 'succeeded' }])
  const wrong = await caught(() => duplicated(bench, base, { execute_immediately: 'yes' as 'Y' }))
  expect(wrong.message).toContain('execute_immediately: must be "Y" or "N"')
})

test('7. every path must be named, of the delta tables, too', async () => {
  const bench = await openManager()
  const base = await bench.built(named)
  const error = await caught(() => duplicated(bench, base, { full_tables: { '': 'a', statuses: 'b' } }))
  expect(error.message).toContain('names no table for path "tags"')
  expect(error.message).toContain('has a path "statuses"')
  const deltas = await caught(() => duplicated(bench, base, { deltas_tables: { '': 'a' } }))
  expect(deltas.message).toContain('deltas_tables')
  const id = await duplicated(bench, base, { deltas_tables: { '': 'copy', tags: 'copy_tags' } })
  await bench.settled(id)
  expect((await bench.manager.pipelines.read(id)).deltas).toEqual({ '': 'copy__delta', tags: 'copy_tags__delta' })
})

test('7. existing tables of these names are made anew unasked', async () => {
  const bench = await openManager()
  const base = await bench.built(named)
  bench.memory().createForeignTable('copy', [{ a: 1 }, { a: 2 }])
  const id = await duplicated(bench, base)
  expect(await bench.settled(id)).toMatchObject({ status: 'active' })
  expect(bench.memory().table('copy')).toEqual([])
})

test('7. only parameters that have a value in the base are overwritten; arrays replace', async () => {
  const bench = await openManager()
  const base = await bench.built({ ...named, parameters: { ids: [1, 2], team: 'x' } })
  const error = await caught(() => duplicated(bench, base, { overwrite_parameters: { colour: 'red' } }))
  expect(error.message).toContain(
    'overwrite_parameters.colour: has no value in the base pipeline; there are: ids, team',
  )
  const id = await duplicated(bench, base, { overwrite_parameters: { ids: [3] }, execute_immediately: 'Y' })
  expect((await bench.manager.pipelines.read(id)).definition.parameters).toEqual({
    ids: [3],
    team: 'x',
  } satisfies JsonValue)
  await bench.settled(id)
  await bench.settled(id)
  expect(
    bench
      .memory()
      .table('copy')
      .map(({ id: key }) => key),
  ).toEqual([3])
})

test('7. source and destination must be active, of the kinds of the base, and of the target account', async () => {
  const bench = await openManager()
  const base = await bench.built(named)
  const { sources, destinations, accounts } = bench.manager
  const other = await sources.create({ name: 'o', connector: 'other', settings: { world: 'w' } })
  const warehouse = await destinations.create({ name: 'o', connector: 'warehouse', settings: { name: 'm' } })
  const kinds = await caught(() => duplicated(bench, base, { src_collection_id: other, dest_collection_id: warehouse }))
  expect(kinds.message).toMatch(/src_collection_id: must be a source of the kind test/)
  expect(kinds.message).toMatch(/dest_collection_id: must be a destination of the kind memory/)
  await sources.setActive(other, false)
  const idle = await sources.create({ name: 'i', connector: 'test', settings: { world: 'w' } })
  await sources.setActive(idle, false)
  const inactive = await caught(() => duplicated(bench, base, { src_collection_id: idle, dest_collection_id: 1 }))
  expect(inactive).toMatchObject({ code: 'source_is_not_active' })
  const account = await accounts.create({ name: 'second' })
  const foreign = await caught(() =>
    duplicated(bench, base, { client_id: account, src_collection_id: 1, dest_collection_id: 1 }),
  )
  expect(foreign).toMatchObject({ code: 'source_does_not_exist' })
  const ends = await bench.register(account)
  const id = await duplicated(bench, base, {
    client_id: account,
    src_collection_id: ends.source,
    dest_collection_id: ends.destination,
  })
  expect(await bench.manager.account(account).pipelines.read(id)).toMatchObject({ id, account })
  expect(await caught(() => bench.manager.pipelines.read(id))).toMatchObject({ code: 'pipeline_does_not_exist' })
})

test('7. where the savepoint of the base was reset, there is none to inherit', async () => {
  const bench = await openManager()
  const base = await bench.built(named)
  await bench.run(base)
  await bench.manager.pipelines.resetSavepoint(base)
  const id = await duplicated(bench, base)
  await bench.settled(id)
  expect(await bench.manager.pipelines.savepoints(id)).toEqual([])
  expect((await bench.manager.pipelines.read(id)).startsAt).toBeNull()
})
