/** How the seeds are read, rule by rule. */

import type { SourceRecord } from '@millrace/core'
import { expect, test } from 'vitest'
import { caught, newGate, openManager } from './support/open-manager.ts'

test('1. delta tables may have the names of the tables', async () => {
  const bench = await openManager()
  const id = await bench.built({ tables: { '': 'stock', tags: 'tags' }, deltas: { '': 'stock', tags: 'tags' } })
  await bench.run(id)
  expect(bench.memory().table('stock')).toHaveLength(3)
  expect(bench.memory().deltaTable('stock__delta')).toHaveLength(3)
  expect(await bench.manager.pipelines.read(id)).toMatchObject({
    definition: { deltas: { '': 'stock', tags: 'tags' } },
    deltas: { '': 'stock__delta', tags: 'tags__delta' },
  })
})

test('5. the share of the last runs warns, too', async () => {
  const bench = await openManager({ breaker: { warnAfter: 9, blockAfter: 10, lastRuns: 4, warnAtShare: 0.5 } })
  const id = await bench.built()
  for (const fails of [true, false, true]) {
    bench.world().readError = fails ? 'down' : undefined
    await bench.run(id)
    expect((await bench.manager.pipelines.status(id)).status).toBe('active')
  }
  await bench.run(id)
  bench.world().readError = 'down'
  const status = await bench.manager.pipelines.status(id)
  expect(status.status).toBe('too_many_consecutive_failed_builds')
})

test('6. an advanced edit resets the savepoint and reads everything; rows that are gone vanish', async () => {
  const bench = await openManager()
  const id = await bench.built({ tables: { '': 'users', tags: 'tags' } })
  await bench.run(id)
  expect(await bench.manager.pipelines.savepoints(id)).toHaveLength(1)
  bench.world().users = bench.world().users.slice(1)
  const plan = await bench.manager.pipelines.planAdvancedEdit(id, {
    stream: 'users',
    tables: { '': 'people', tags: 'tags' },
    excludedFields: ['name'],
  })
  expect(plan).toMatchObject({ isInPlace: true, leftBehind: [] })
  expect(plan.remarks.join()).toContain('the savepoint is reset')
  expect(bench.memory().tableNames().toSorted()).toEqual(['tags', 'users'])
  await bench.manager.pipelines.advancedEdit(id, {
    stream: 'users',
    tables: { '': 'people', tags: 'tags' },
    excludedFields: ['name'],
  })
  expect(await bench.settled(id)).toMatchObject({ status: 'active' })
  expect(await bench.manager.pipelines.savepoints(id)).toEqual([])
  expect(bench.memory().table('users')).toHaveLength(3)
  expect(await bench.run(id)).toMatchObject({ state: 'succeeded', warnings: [] })
  expect(bench.memory().tableNames().toSorted()).toEqual(['people', 'tags'])
  expect(
    bench
      .memory()
      .table('people')
      .map(({ id: key, name }) => [key, name]),
  ).toEqual([
    [2, null],
    [3, null],
  ])
  expect(await bench.manager.pipelines.read(id)).toMatchObject({
    readsEverything: false,
    tables: { '': 'people', tags: 'tags' },
  })
  bench.world().begunFrom.length = 0
  await bench.run(id)
  expect(bench.world().begunFrom[0]).toBeDefined()
})

test('6. the old tables stay untouched until the rebuild has succeeded', async () => {
  const bench = await openManager()
  const id = await bench.built({ tables: { '': 'users', tags: 'tags' } })
  await bench.run(id)
  const before = bench.memory().table('users')
  await bench.manager.pipelines.advancedEdit(id, { stream: 'users', tables: { '': 'people', tags: 'tags' } })
  await bench.settled(id)
  bench.world().readError = 'down'
  expect(await bench.run(id)).toMatchObject({ state: 'failed' })
  expect(bench.memory().table('users')).toEqual(before)
  bench.world().readError = undefined
  await bench.run(id)
  expect(bench.memory().table('people')).toHaveLength(3)
})

test('6. another stream takes the place of the old one under the same names when it has been read', async () => {
  const bench = await openManager()
  const id = await bench.built({ tables: { '': 'users', tags: 'tags' } })
  await bench.run(id)
  const { leftBehind } = await bench.manager.pipelines.advancedEdit(id, { stream: 'logs', tables: { '': 'users' } })
  expect(leftBehind).toEqual(['tags'])
  expect(await bench.settled(id)).toMatchObject({ status: 'active' })
  expect(bench.memory().table('users')).toHaveLength(3)
  expect(await bench.run(id)).toMatchObject({ state: 'succeeded', warnings: [] })
  expect(
    bench
      .memory()
      .table('users')
      .map(({ text }) => text),
  ).toEqual(['one', 'two'])
  expect((await bench.manager.pipelines.read(id)).tables).toEqual({ '': 'users' })
})

test('6. an advanced edit is refused while a run is in progress', async () => {
  const bench = await openManager()
  const id = await bench.built()
  const gate = newGate()
  bench.world().gate = gate.pass
  const run = await bench.manager.runs.start(id)
  await gate.reached
  const edit = (): Promise<unknown> => bench.manager.pipelines.advancedEdit(id, { stream: 'people' })
  expect(await caught(edit)).toMatchObject({ message: 'pipeline is already in progress' })
  gate.open()
  await bench.ended(run)
})

test('8. passed and failed balance: filtered records fail the filter, rejected ones the output', async () => {
  const bench = await openManager()
  bench.world().users = [
    ...bench.world().users,
    { id: null, name: 'nobody', updatedAt: '2026-01-04T00:00:00Z', tags: [] } satisfies SourceRecord,
  ]
  const id = await bench.built({ filter: { path: 'name', operator: 'isNot', values: ['Ada'] } })
  const { passed, failed } = await bench.run(id)
  expect(failed[2]).toBe(1)
  for (let step = 1; step < 6; step += 1) expect((passed[step] ?? 0) + (failed[step] ?? 0)).toBe(passed[step - 1])
  expect(passed[5]).toBe(bench.memory().table('users').length)
  expect(await bench.manager.pipelines.rejects(id)).toHaveLength(1)
})

test('8. startTime is the moment of queueing', async () => {
  let now = new Date('2026-03-01T00:00:00Z')
  const bench = await openManager({ clock: () => now })
  const id = await bench.built()
  bench.world().gate = () => {
    now = new Date('2026-03-01T01:00:00Z')
  }
  expect(await bench.run(id)).toMatchObject({
    startTime: new Date('2026-03-01T00:00:00Z'),
    endTime: new Date('2026-03-01T01:00:00Z'),
  })
})

test('10. deleting cancels a live run, and keeps tables and run records', async () => {
  const bench = await openManager()
  const id = await bench.built()
  const reached = Promise.withResolvers<void>()
  bench.world().gate = () => {
    reached.resolve()
    return new Promise(() => undefined)
  }
  const run = await bench.manager.runs.start(id)
  await reached.promise
  await bench.manager.pipelines.delete(id)
  expect(await bench.ended(run)).toMatchObject({ state: 'cancelled' })
  expect(bench.memory().tableNames()).toContain('users')
  expect(await bench.manager.runs.list({ pipeline: id })).toHaveLength(1)
  bench.world().gate = () => undefined
  const other = await bench.built({ stream: 'people' })
  const error = await caught(() => bench.manager.pipelines.delete(other, { dropTables: true }))
  expect(error).toMatchObject({ code: 'not_offered_by_destination' })
})

test('10. run records are removed when their retention ends', async () => {
  let now = new Date('2026-03-01T00:00:00Z')
  const bench = await openManager({ clock: () => now })
  await bench.run(await bench.built())
  now = new Date('2026-07-01T00:00:00Z')
  const later = await openManager({ store: bench.manager.store, clock: () => now })
  await expect.poll(async () => later.manager.runs.list({ type: 'any' })).toEqual([])
})

test('10. disabling lets a live run finish', async () => {
  const bench = await openManager()
  const id = await bench.built()
  const gate = newGate()
  bench.world().gate = gate.pass
  const run = await bench.manager.runs.start(id)
  await gate.reached
  await bench.manager.pipelines.setStatus(id, { enabled: false })
  expect(await bench.manager.pipelines.status(id)).toMatchObject({ status: 'running', is_active: false })
  gate.open()
  expect(await bench.ended(run)).toMatchObject({ state: 'succeeded' })
})

test('12. the savepoint is readable, settable and resettable', async () => {
  const bench = await openManager()
  const id = await bench.built({ stream: 'events', tables: { '': 'events' } })
  await bench.run(id)
  expect(await bench.manager.pipelines.savepoints(id)).toMatchObject([{ partition: '', value: 3 }])
  await bench.manager.pipelines.setSavepoints(id, [{ partition: '', version: 1, value: 1 }])
  expect(await bench.manager.pipelines.savepoints(id)).toMatchObject([{ value: 1 }])
  expect((await bench.run(id)).passed[0]).toBe(2)
  await bench.manager.pipelines.resetSavepoint(id)
  expect(await bench.manager.pipelines.savepoints(id)).toEqual([])
  bench.world().begunFrom.length = 0
  await bench.run(id)
  expect(bench.world().begunFrom).toEqual(['full'])
  bench.world().begunFrom.length = 0
  await bench.run(id)
  expect(bench.world().begunFrom).toEqual([3])
})
