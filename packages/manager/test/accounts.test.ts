import { expect, test } from 'vitest'
import { caught, openManager } from './support/open-manager.ts'

test('there is a default account, and others can be made', async () => {
  const { manager } = await openManager()
  expect(await manager.accounts.list()).toEqual([
    { id: 1, name: 'default', shortestPeriod: null, allowsManualRuns: true },
  ])
  const id = await manager.accounts.create({ name: 'second', shortestPeriod: '1h' })
  await manager.accounts.update(id, { allowsManualRuns: false })
  expect(await manager.accounts.read(id)).toEqual({
    id,
    name: 'second',
    shortestPeriod: '1h',
    allowsManualRuns: false,
  })
  expect((await caught(() => manager.accounts.update(id, { name: '' }))).message).toContain('name')
  expect(await caught(() => manager.accounts.read(9))).toMatchObject({ message: 'workspace does not exist' })
})

test('two accounts see nothing of each other', async () => {
  const bench = await openManager()
  const { manager } = bench
  const pipeline = await bench.built()
  const run = await bench.run(pipeline)
  const { source = 0, destination = 0 } = await manager.pipelines.choices()
  const other = manager.account(await manager.accounts.create({ name: 'second' }))
  expect(await other.sources.list()).toEqual([])
  expect(await other.destinations.list()).toEqual([])
  expect(await other.pipelines.list()).toEqual([])
  expect(await other.runs.list({ type: 'any' })).toEqual([])
  expect(await other.runs.errors()).toEqual([])
  expect(await other.pipelines.findByTable('users')).toEqual([])
  expect(await other.pipelines.choices()).toEqual({})
  const refused: readonly [string, () => Promise<unknown>][] = [
    ['source', () => other.sources.read(source)],
    ['source', () => other.sources.update(source, { name: 'x' })],
    ['source', () => other.sources.test(source)],
    ['source', () => other.sources.delete(source)],
    ['source', () => other.sources.streams(source)],
    ['destination', () => other.destinations.read(destination)],
    ['destination', () => other.destinations.setMode(destination, 'maintenance')],
    ['source', () => other.pipelines.create({ stream: 'users', source, destination })],
    ['source', () => other.pipelines.preview({ stream: 'users', source, destination })],
    ['pipeline', () => other.pipelines.read(pipeline)],
    ['pipeline', () => other.pipelines.status(pipeline)],
    ['pipeline', () => other.pipelines.edit(pipeline, { name: 'x' })],
    ['pipeline', () => other.pipelines.advancedEdit(pipeline, { stream: 'people' })],
    ['pipeline', () => other.pipelines.build(pipeline)],
    ['pipeline', () => other.pipelines.savepoints(pipeline)],
    ['pipeline', () => other.pipelines.setSavepoints(pipeline, [])],
    ['pipeline', () => other.pipelines.resetSavepoint(pipeline)],
    ['pipeline', () => other.pipelines.describe(pipeline)],
    ['pipeline', () => other.pipelines.rejects(pipeline)],
    ['pipeline', () => other.pipelines.delete(pipeline)],
    ['pipeline', () => other.runs.start(pipeline)],
    ['run', () => other.runs.read(run.id)],
    ['run', () => other.runs.cancel(run.id)],
  ]
  for (const [kind, call] of refused) expect((await caught(call)).message).toBe(`${kind} does not exist`)
  expect(await manager.runs.read(run.id)).toEqual(run)
})

test('a limit that came later keeps nobody from renaming a pipeline, or from switching it off', async () => {
  const bench = await openManager()
  const id = await bench.built({ period: '15m' })
  await bench.manager.accounts.update(1, { shortestPeriod: '1h' })
  await bench.manager.pipelines.edit(id, { name: 'other' })
  await bench.manager.pipelines.setStatus(id, { enabled: false })
  expect(await bench.manager.pipelines.read(id)).toMatchObject({ name: 'other', isEnabled: false, period: '15m' })
  const error = await caught(() => bench.manager.pipelines.setSchedule(id, '15m'))
  expect(error.message).toContain('is shorter than this account allows')
})
