/** Advanced edits that lead elsewhere. */

import { expect, test } from 'vitest'
import { caught, openManager } from './support/open-manager.ts'
import { failOpening } from './support/test-destinations.ts'

test('names that nobody chose are taken over like chosen ones', async () => {
  const bench = await openManager()
  const { source } = await bench.register()
  const other = await bench.manager.sources.create({ name: 'o', connector: 'other', settings: { world: 'v' } })
  const id = await bench.manager.pipelines.create({ stream: 'users', source })
  await bench.settled(id)
  await bench.run(id)
  bench.world('v').users = [{ id: 9, name: 'Barbara', updatedAt: '2026-01-01T00:00:00Z', tags: ['z'] }]
  const edit = { stream: 'users', source: other }
  const plan = await bench.manager.pipelines.planAdvancedEdit(id, edit)
  expect(plan).toMatchObject({ isInPlace: false, leftBehind: [] })
  await bench.manager.pipelines.advancedEdit(id, edit)
  expect(await bench.settled(id)).toMatchObject({ status: 'active' })
  expect(bench.memory().table('users')).toHaveLength(3)
  expect(await bench.run(id)).toMatchObject({ state: 'succeeded', warnings: [] })
  expect(
    bench
      .memory()
      .table('users')
      .map((row) => row['id']),
  ).toEqual([9])
  expect(bench.memory().tableNames().toSorted()).toEqual(['users', 'users__tags'])
  bench.world('v').begunFrom.length = 0
  await bench.run(id)
  expect(bench.world('v').begunFrom[0]).toBeDefined()
})

test('in another destination it begins anew; what stood in the former one stays and is named', async () => {
  const bench = await openManager()
  const id = await bench.built({ tables: { '': 'users', tags: 'tags' }, deltas: { '': 'users' } })
  await bench.run(id)
  const { stateId } = await bench.manager.pipelines.read(id)
  const destination = await bench.manager.destinations.create({
    name: 'n',
    connector: 'memory',
    settings: { name: 'n' },
  })
  const { leftBehind } = await bench.manager.pipelines.advancedEdit(id, {
    stream: 'users',
    destination,
    tables: { '': 'users', tags: 'tags' },
    runsAtOnce: true,
  })
  expect(leftBehind).toEqual(['users', 'tags', 'users__delta'])
  await bench.settled(id)
  await bench.settled(id)
  expect(bench.memory('n').table('users')).toHaveLength(3)
  expect(bench.memory('m').table('users')).toHaveLength(3)
  expect((await bench.manager.pipelines.read(id)).stateId).toBe(`${stateId}:2`)
})

test('a rebuild that cannot be built keeps the old tables, and can be edited again', async () => {
  const bench = await openManager()
  const id = await bench.built({ tables: { '': 'users', tags: 'tags' } })
  await bench.run(id)
  bench.memory('n').createForeignTable('users', [{ a: 1 }])
  const destination = await bench.manager.destinations.create({
    name: 'n',
    connector: 'memory',
    settings: { name: 'n' },
  })
  await bench.manager.pipelines.advancedEdit(id, { stream: 'users', destination, tables: { '': 'users' } })
  expect(await bench.settled(id)).toMatchObject({
    status: 'error_building_tables',
    raw_msg: expect.stringContaining('users'),
  })
  expect(bench.memory('m').table('users')).toHaveLength(3)
  await bench.manager.pipelines.advancedEdit(id, { stream: 'users', destination, tables: { '': 'others' } })
  expect(await bench.settled(id)).toMatchObject({ status: 'active' })
  await bench.run(id)
  expect(bench.memory('n').table('others')).toHaveLength(3)
})

test('an edit that cannot be is refused with every problem, and nothing changes', async () => {
  const bench = await openManager()
  const id = await bench.built()
  const before = await bench.manager.pipelines.read(id)
  const error = await caught(() =>
    bench.manager.pipelines.advancedEdit(id, {
      stream: 'users',
      excludedFields: ['id', 'nothing'],
      filter: { path: 'nobody', operator: 'isTrue' },
    }),
  )
  expect(error.message).toContain('nobody')
  expect(error.message).toContain('id is or holds a key')
  expect(await bench.manager.pipelines.read(id)).toEqual(before)
})

test('an edit that could not be built is made again: the old tables stay until everything was read', async () => {
  const bench = await openManager()
  const id = await bench.built({ tables: { '': 'users', tags: 'tags' } })
  await bench.run(id)
  const before = bench.memory().table('users')
  const edit = { stream: 'logs', tables: { '': 'users' } }
  const mend = failOpening(bench.memory())
  await bench.manager.pipelines.advancedEdit(id, edit)
  expect(await bench.settled(id)).toMatchObject({ status: 'error_building_tables' })
  mend()
  await bench.manager.pipelines.advancedEdit(id, edit)
  expect(await bench.settled(id)).toMatchObject({ status: 'active' })
  expect(bench.memory().table('users')).toEqual(before)
  bench.world().readError = 'down'
  expect(await bench.run(id)).toMatchObject({ state: 'failed' })
  expect(bench.memory().table('users')).toEqual(before)
  bench.world().readError = undefined
  expect(await bench.run(id)).toMatchObject({ state: 'succeeded', warnings: [] })
  expect(bench.memory().table('users')).toMatchObject([{ text: 'one' }, { text: 'two' }])
})

test.for([true, false])('an edit is taken back before it was run (its tables built: %s)', async (isBuilt) => {
  const bench = await openManager()
  const id = await bench.built({ tables: { '': 'users', tags: 'tags' } })
  await bench.run(id)
  const before = bench.memory().table('users')
  const mend = isBuilt ? (): void => undefined : failOpening(bench.memory())
  await bench.manager.pipelines.advancedEdit(id, { stream: 'logs', tables: { '': 'users' } })
  await bench.settled(id)
  mend()
  await bench.manager.pipelines.advancedEdit(id, { stream: 'users', tables: { '': 'users', tags: 'tags' } })
  expect(await bench.settled(id)).toMatchObject({ status: 'active' })
  expect(bench.memory().table('users')).toEqual(before)
  expect(await bench.run(id)).toMatchObject({ state: 'succeeded', warnings: [] })
  expect(bench.memory().table('users')).toHaveLength(3)
  expect((await bench.manager.pipelines.read(id)).tables).toEqual({ '': 'users', tags: 'tags' })
})

test('tables that could not be given their final names after a rebuild get them with the next run', async () => {
  const bench = await openManager()
  const id = await bench.built({ tables: { '': 'users', tags: 'tags' } })
  await bench.run(id)
  await bench.manager.pipelines.advancedEdit(id, { stream: 'logs', tables: { '': 'users' } })
  await bench.settled(id)
  const mend = failOpening(bench.memory(), { after: 1 })
  const run = await bench.run(id)
  mend()
  expect(run).toMatchObject({ state: 'succeeded', warnings: [{ code: 'tables_not_renamed' }] })
  expect(await bench.run(id)).toMatchObject({ state: 'succeeded', warnings: [] })
  expect(bench.memory().tableNames().toSorted()).toEqual(['tags', 'users'])
  expect(bench.memory().table('users').at(-1)).toMatchObject({ text: 'two' })
  expect((await bench.manager.pipelines.read(id)).tables).toEqual({ '': 'users' })
})

test('savepoints that are set before the rebuild cost nobody a table', async () => {
  const bench = await openManager()
  const id = await bench.built({ tables: { '': 'users', tags: 'tags' } })
  await bench.run(id)
  const before = bench.memory().table('users')
  await bench.manager.pipelines.advancedEdit(id, { stream: 'events', tables: { '': 'users' } })
  await bench.settled(id)
  const savepoints = [{ partition: '', version: 1, value: 1 }]
  await caught(() => bench.manager.pipelines.setSavepoints(id, savepoints))
  expect(bench.memory().table('users')).toEqual(before)
})
