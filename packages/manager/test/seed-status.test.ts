/** Each sentence of "Run a Pipeline" and "Get Pipeline Status" that speaks of behaviour. */

import { expect, test } from 'vitest'
import { caught, idleExecutor, newGate, openManager } from './support/open-manager.ts'

const flags = { is_running: false, is_active: true, is_blocked: false, raw_msg: null }

test('running a pipeline sends it to the execution queue', async () => {
  const bench = await openManager()
  const id = await bench.built()
  const gate = newGate()
  bench.world().gate = gate.pass
  const run = await bench.manager.runs.start(id)
  await gate.reached
  expect((await bench.manager.runs.read(run)).state).toBe('running')
  gate.open()
  expect(await bench.ended(run)).toMatchObject({ state: 'succeeded' })
})

test('the endpoint is not available for accounts with frequency limitations', async () => {
  const bench = await openManager()
  const id = await bench.built({ period: '15m' })
  await bench.manager.accounts.update(1, { allowsManualRuns: false, shortestPeriod: '1h' })
  expect(await caught(() => bench.manager.runs.start(id))).toMatchObject({ code: 'manual_runs_are_not_allowed' })
  const error = await caught(() => bench.manager.pipelines.setSchedule(id, '30m'))
  expect(error.message).toContain('is shorter than this account allows')
})

test('building_tables: the pipeline is (re)creating tables after creation or advanced editing, and is blocked', async () => {
  const bench = await openManager({ executor: idleExecutor() })
  await bench.register()
  const id = await bench.manager.pipelines.create({ stream: 'users' })
  expect(await bench.manager.pipelines.status(id)).toEqual({ ...flags, status: 'building_tables', is_blocked: true })
  const error = await caught(() => bench.manager.runs.start(id))
  expect(error).toMatchObject({ message: 'pipeline is building its tables', code: 'pipeline_is_building_its_tables' })
})

test('error_building_tables: an error occurred while creating the tables, see raw_msg', async () => {
  const bench = await openManager()
  await bench.register()
  bench.memory().createForeignTable('users', [{ a: 1 }])
  const id = await bench.manager.pipelines.create({ stream: 'users', tables: { '': 'users' } })
  const status = await bench.settled(id)
  expect(status).toMatchObject({ status: 'error_building_tables', is_blocked: true, is_running: false })
  expect(status.raw_msg).toContain('users')
  expect(await caught(() => bench.manager.runs.start(id))).toMatchObject({
    message: 'pipeline could not build its tables',
  })
  await bench.manager.pipelines.advancedEdit(id, { stream: 'users', tables: { '': 'users2' } })
  expect(await bench.settled(id)).toEqual({ ...flags, status: 'active' })
})

test('raw_msg describes that a source cannot be connected to; when it can, the tables are built again', async () => {
  const bench = await openManager({ executor: idleExecutor() })
  await bench.register()
  const id = await bench.manager.pipelines.create({ stream: 'users' })
  const { store } = bench.manager
  bench.world().checkError = 'nobody answers'
  const working = await openManager({ store })
  working.world().checkError = 'nobody answers'
  const status = await working.settled(id)
  expect(status).toMatchObject({ status: 'error_building_tables', raw_msg: expect.stringContaining('nobody answers') })
  working.world().checkError = undefined
  await working.manager.pipelines.build(id)
  expect(await working.settled(id)).toMatchObject({ status: 'active', raw_msg: null })
})

test('active: not running and not queued, but active', async () => {
  const bench = await openManager()
  expect(await bench.manager.pipelines.status(await bench.built())).toEqual({ ...flags, status: 'active' })
})

test('not_active: not running, not queued, and disabled', async () => {
  const bench = await openManager()
  const id = await bench.built({ enabled: false })
  expect(await bench.manager.pipelines.status(id)).toEqual({ ...flags, status: 'not_active', is_active: false })
})

test('running and scheduled', async () => {
  const bench = await openManager()
  const id = await bench.built()
  const gate = newGate()
  bench.world().gate = gate.pass
  const run = await bench.manager.runs.start(id)
  await gate.reached
  expect(await bench.manager.pipelines.status(id)).toEqual({ ...flags, status: 'running', is_running: true })
  gate.open()
  await bench.ended(run)
  const idle = await openManager({ store: bench.manager.store, executor: idleExecutor() })
  bench.world().pauseUntil = new Date(Date.now() + 3_600_000)
  await idle.manager.runs.start(id)
  await expect
    .poll(async () => (await bench.manager.runs.list({ limit: 1 }))[0]?.resumeAt)
    .toEqual(bench.world().pauseUntil)
  expect(await bench.manager.pipelines.status(id)).toEqual({ ...flags, status: 'scheduled' })
})

test('a high error rate warns; consecutive failures disable the pipeline; enabling again forgets them', async () => {
  const bench = await openManager({ breaker: { warnAfter: 2, blockAfter: 3 } })
  const id = await bench.built({ period: '24h' })
  bench.world().readError = 'the source is down'
  await bench.run(id)
  expect(await bench.manager.pipelines.status(id)).toEqual({ ...flags, status: 'active' })
  await bench.run(id)
  const warned = await bench.manager.pipelines.status(id)
  expect(warned).toMatchObject({ status: 'too_many_consecutive_failed_builds', is_active: true, is_blocked: false })
  expect(warned.raw_msg).toContain('the source is down')
  await bench.run(id)
  const blocked = await bench.manager.pipelines.status(id)
  expect(blocked).toMatchObject({
    status: 'too_many_consecutive_failed_builds__blocked',
    is_active: false,
    is_blocked: true,
    raw_msg: expect.stringContaining('the source is down'),
  })
  expect((await bench.manager.pipelines.read(id)).nextRunAt).toBeNull()
  expect(await caught(() => bench.manager.runs.start(id))).toMatchObject({ message: 'pipeline is disabled' })
  bench.world().readError = undefined
  await bench.manager.pipelines.setStatus(id, { enabled: true })
  expect(await bench.manager.pipelines.status(id)).toEqual({ ...flags, status: 'active' })
  expect((await bench.manager.pipelines.read(id)).nextRunAt).not.toBeNull()
  await bench.run(id)
  expect(bench.events.map(({ type }) => type).filter((type) => type.startsWith('pipeline-'))).toEqual([
    'pipeline-warned',
    'pipeline-blocked',
  ])
})

test('a success after a warning is told', async () => {
  const bench = await openManager({ breaker: { warnAfter: 1 } })
  const id = await bench.built()
  bench.world().readError = 'down'
  await bench.run(id)
  bench.world().readError = undefined
  await bench.run(id)
  expect(bench.events.map(({ type }) => type)).toEqual([
    'tables-built',
    'run-queued',
    'run-started',
    'run-failed',
    'pipeline-warned',
    'run-queued',
    'run-started',
    'run-succeeded',
    'pipeline-recovered',
  ])
})
