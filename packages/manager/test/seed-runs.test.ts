/** Each sentence of "Set status", "Set schedule period", "Run pipeline", "List", "Get" and "Delete" that speaks of behaviour. */

import { expect, test } from 'vitest'
import { periods } from '../src/index.ts'
import type { Period } from '../src/index.ts'
import { caught, newGate, openManager } from './support/open-manager.ts'

test('set status: whether the pipeline is enabled', async () => {
  const bench = await openManager()
  const id = await bench.built()
  await bench.manager.pipelines.setStatus(id, { enabled: false })
  expect((await bench.manager.pipelines.status(id)).is_active).toBe(false)
  await bench.manager.pipelines.setStatus(id, { enabled: true })
  expect((await bench.manager.pipelines.status(id)).is_active).toBe(true)
})

test('workspace does not exist; pipeline does not exist; run does not exist', async () => {
  const { manager } = await openManager()
  const nobody = manager.account(77)
  const workspace = { message: 'workspace does not exist', code: 'workspace_does_not_exist' }
  const pipeline = { message: 'pipeline does not exist', code: 'pipeline_does_not_exist' }
  for (const { pipelines, runs } of [nobody]) {
    expect(await caught(() => pipelines.setStatus(1, { enabled: true }))).toMatchObject(workspace)
    expect(await caught(() => pipelines.setSchedule(1, null))).toMatchObject(workspace)
    expect(await caught(() => runs.start(1))).toMatchObject(workspace)
    expect(await caught(() => runs.list())).toMatchObject(workspace)
    expect(await caught(() => runs.read(1))).toMatchObject(workspace)
    expect(await caught(() => pipelines.delete(1))).toMatchObject(workspace)
    expect(await caught(() => pipelines.read(1))).toMatchObject(workspace)
  }
  expect(await caught(() => manager.pipelines.setStatus(1, { enabled: true }))).toMatchObject(pipeline)
  expect(await caught(() => manager.pipelines.setSchedule(1, null))).toMatchObject(pipeline)
  expect(await caught(() => manager.runs.start(1))).toMatchObject(pipeline)
  expect(await caught(() => manager.pipelines.delete(1))).toMatchObject(pipeline)
  expect(await caught(() => manager.pipelines.status(1))).toMatchObject(pipeline)
  expect(await caught(() => manager.runs.read(1))).toMatchObject({ message: 'run does not exist' })
})

test('the schedule period has ten values', async () => {
  const bench = await openManager()
  const id = await bench.built()
  for (const period of Object.keys(periods) as Period[]) {
    await bench.manager.pipelines.setSchedule(id, period)
    const { nextRunAt } = await bench.manager.pipelines.read(id)
    expect(nextRunAt?.getTime()).toBeLessThanOrEqual(Date.now() + periods[period])
  }
  expect(Object.keys(periods)).toHaveLength(10)
})

test('the pipeline must be enabled for the run to be scheduled', async () => {
  const bench = await openManager()
  const id = await bench.built({ enabled: false, period: '5m' })
  expect((await bench.manager.pipelines.read(id)).nextRunAt).toBeNull()
  await bench.manager.pipelines.setStatus(id, { enabled: true })
  expect((await bench.manager.pipelines.read(id)).nextRunAt).not.toBeNull()
})

test('a period of null disables the scheduler; the same period again makes it fire again', async () => {
  let now = new Date('2026-03-01T00:00:00Z')
  const bench = await openManager({ clock: () => now })
  const id = await bench.built({ period: '1h' })
  await bench.manager.pipelines.setSchedule(id, null)
  now = new Date('2026-03-01T05:00:00Z')
  expect((await bench.manager.pipelines.read(id)).nextRunAt).toBeNull()
  await bench.manager.pipelines.setSchedule(id, '1h')
  now = (await bench.manager.pipelines.read(id)).nextRunAt ?? now
  await expect.poll(async () => (await bench.manager.runs.list()).length).toBe(1)
})

test('a run applies the filters and transformations of the pipeline', async () => {
  const bench = await openManager()
  const id = await bench.built({
    filter: { and: [{ path: 'name', operator: 'isNot', values: ['Grace'] }] },
    transformation: { steps: [{ do: 'upper', path: 'name' }] },
  })
  const run = await bench.run(id)
  expect(
    bench
      .memory()
      .table('users')
      .map((row) => row['name']),
  ).toEqual(['ADA', 'EDSGER'])
  expect(run).toMatchObject({ passed: [3, 3, 2, 2, 2, 2], failed: [0, 0, 1, 0, 0, 0] })
})

test('filters and transformations are checked when they are saved, every problem named', async () => {
  const bench = await openManager()
  await bench.register()
  const error = await caught(() =>
    bench.manager.pipelines.create({
      stream: 'users',
      filter: { path: 'nane', operator: 'is', values: ['Ada'] },
      transformation: { steps: [{ do: 'lower', path: 'nome' }] },
    }),
  )
  expect(error.message).toContain('nane')
  expect(error.message).toContain('nome')
})

test('a registered function transforms', async () => {
  const functions = { mask: { version: '1', apply: (record: object) => ({ ...record, name: '***' }) } }
  const bench = await openManager({ functions })
  await bench.run(await bench.built({ transformation: { function: 'mask' } }))
  expect(
    bench
      .memory()
      .table('users')
      .map((row) => row['name']),
  ).toEqual(['***', '***', '***'])
})

test('starting returns immediately; the progress is tracked by the id', async () => {
  const bench = await openManager()
  const id = await bench.built()
  const gate = newGate()
  bench.world().gate = (part) => (part === 2 ? gate.pass() : undefined)
  const run = await bench.manager.runs.start(id)
  await gate.reached
  expect(await bench.manager.runs.read(run)).toMatchObject({ state: 'running', endTime: null })
  await expect.poll(async () => (await bench.manager.runs.read(run)).progress).not.toBeNull()
  gate.open()
  const ended = await bench.ended(run)
  expect(ended).toMatchObject({ state: 'succeeded', progress: null, pipeline: id })
  expect(ended.tables).toEqual({
    '': { name: 'users', inserted: 3, updated: 0, deleted: 0 },
    tags: { name: 'users__tags', inserted: 3, updated: 0, deleted: 0 },
  })
})

test('incremental: from scratch (false), from the previous import (true), or the default of the pipeline (null)', async () => {
  const bench = await openManager()
  const id = await bench.built()
  await bench.run(id)
  bench.world().users = [...bench.world().users, { id: 4, name: 'Alan', updatedAt: '2026-02-01T00:00:00Z', tags: [] }]
  expect((await bench.run(id, { incremental: true })).passed[0]).toBe(2)
  expect((await bench.run(id, { incremental: null })).passed[0]).toBe(1)
  expect((await bench.run(id, { incremental: false })).passed[0]).toBe(4)
  const full = await bench.built({ stream: 'users', tables: { '': 'all' }, mode: 'full' })
  await bench.run(full)
  expect((await bench.run(full)).passed[0]).toBe(4)
})

test('pipeline is disabled', async () => {
  const bench = await openManager()
  const id = await bench.built({ enabled: false })
  const error = await caught(() => bench.manager.runs.start(id))
  expect(error).toMatchObject({ message: 'pipeline is disabled', code: 'pipeline_is_disabled' })
})

test('incremental requires an update time column', async () => {
  const bench = await openManager()
  const id = await bench.built({ stream: 'people', tables: { '': 'people' } })
  const error = await caught(() => bench.manager.runs.start(id, { incremental: true }))
  expect(error).toMatchObject({
    message: 'incremental requires an update time column',
    code: 'incremental_requires_an_update_time_column',
  })
})

test('pipeline is already in progress, queued or running', async () => {
  const bench = await openManager()
  const id = await bench.built()
  const gate = newGate()
  bench.world().gate = gate.pass
  const run = await bench.manager.runs.start(id)
  const busy = { message: 'pipeline is already in progress', code: 'pipeline_is_already_in_progress' }
  expect(await caught(() => bench.manager.runs.start(id))).toMatchObject(busy)
  await gate.reached
  expect(await caught(() => bench.manager.runs.start(id))).toMatchObject(busy)
  gate.open()
  await bench.ended(run)
  await bench.run(id)
})

test('data warehouse is in inspection mode; data warehouse is in maintenance mode', async () => {
  const bench = await openManager()
  const id = await bench.built()
  const { destination = 0 } = await bench.manager.pipelines.choices()
  await bench.manager.destinations.setMode(destination, 'inspection')
  expect(await caught(() => bench.manager.runs.start(id))).toMatchObject({
    message: 'data warehouse is in inspection mode',
    code: 'data_warehouse_is_in_inspection_mode',
  })
  await bench.manager.pipelines.describe(id)
  await bench.manager.destinations.setMode(destination, 'maintenance')
  expect(await caught(() => bench.manager.runs.start(id))).toMatchObject({
    message: 'data warehouse is in maintenance mode',
    code: 'data_warehouse_is_in_maintenance_mode',
  })
  expect(await caught(() => bench.manager.pipelines.describe(id))).toMatchObject({
    message: 'data warehouse is in maintenance mode',
  })
  await bench.manager.destinations.setMode(destination, 'normal')
  await bench.run(id)
})

test('the list has all runs, triggered by the scheduler or by hand, newest first', async () => {
  const bench = await openManager()
  const one = await bench.built()
  const two = await bench.built({ stream: 'people', tables: { '': 'people' } })
  const runs = [await bench.run(one), await bench.run(two), await bench.run(one)].toReversed()
  expect(await bench.manager.runs.list()).toEqual(runs)
  expect(await bench.manager.runs.list({ pipeline: two })).toEqual([runs[1]])
  expect(await bench.manager.runs.list({ limit: 1 })).toEqual([runs[0]])
  expect(await bench.manager.runs.list({ before: runs[0]?.id ?? 0 })).toEqual(runs.slice(1))
  expect((await bench.manager.runs.list({ type: 'build' })).map(({ type }) => type)).toEqual(['build', 'build'])
})

test('endTime is null, and all counts are 0, while the run has not finished', async () => {
  const bench = await openManager()
  const id = await bench.built()
  const gate = newGate()
  bench.world().gate = (part) => (part === 1 ? gate.pass() : undefined)
  const run = await bench.manager.runs.start(id)
  await gate.reached
  const zeros = [0, 0, 0, 0, 0, 0]
  expect(await bench.manager.runs.read(run)).toMatchObject({ endTime: null, passed: zeros, failed: zeros, error: '' })
  gate.open()
  const { startTime, endTime } = await bench.ended(run)
  expect(endTime?.getTime()).toBeGreaterThanOrEqual(startTime.getTime())
  expect(startTime.toISOString()).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
})

test('error is what stopped the run prematurely, and empty otherwise', async () => {
  const bench = await openManager()
  const id = await bench.built()
  bench.world().gate = (part) => {
    if (part === 1) bench.world().readError = 'the line broke'
  }
  expect(await bench.run(id)).toMatchObject({ state: 'failed', error: expect.stringContaining('the line broke') })
  bench.world().readError = undefined
  bench.world().gate = () => undefined
  expect(await bench.run(id)).toMatchObject({ state: 'succeeded', error: '' })
})

test('deleting a pipeline', async () => {
  const bench = await openManager()
  const id = await bench.built()
  const run = await bench.run(id)
  await bench.manager.pipelines.delete(id)
  expect(await caught(() => bench.manager.pipelines.read(id))).toMatchObject({ message: 'pipeline does not exist' })
  expect(bench.memory().table('users')).toHaveLength(3)
  expect(await bench.manager.runs.list()).toEqual([run])
})

test('concurrent starts give one run', async () => {
  const bench = await openManager()
  const id = await bench.built()
  const gate = newGate()
  bench.world().gate = gate.pass
  const answers = await Promise.allSettled(Array.from({ length: 20 }, () => bench.manager.runs.start(id)))
  expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  gate.open()
  expect(await bench.manager.runs.list()).toHaveLength(1)
})
