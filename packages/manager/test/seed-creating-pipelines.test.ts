/** Each sentence of "Creating pipelines" that speaks of behaviour. */

import { expect, test } from 'vitest'
import { caught, openManager } from './support/open-manager.ts'

test('before creating a pipeline there must be a destination and a source', async () => {
  const { manager } = await openManager()
  const create = (): Promise<number> => manager.pipelines.create({ stream: 'users' })
  expect(await caught(create)).toMatchObject({ code: 'source_must_be_chosen' })
  await manager.sources.create({ name: 'w', connector: 'test', settings: { world: 'w' } })
  expect(await caught(create)).toMatchObject({ code: 'destination_must_be_chosen' })
})

test('both must function correctly', async () => {
  const bench = await openManager()
  const { source } = await bench.register()
  bench.world().checkError = 'the key is wrong'
  const error = await caught(() => bench.manager.pipelines.create({ stream: 'users' }))
  expect(error).toMatchObject({ code: 'source_does_not_work' })
  expect(error.message).toContain('the key is wrong')
  expect((await bench.manager.sources.read(source)).lastTest?.error).toContain('the key is wrong')
  bench.world().checkError = undefined
  await bench.manager.pipelines.create({ stream: 'users' })
})

test('"Test Connection" tells whether a source or destination works', async () => {
  const { manager, world, register } = await openManager()
  const { source, destination } = await register()
  expect((await manager.sources.read(source)).lastTest).toBeNull()
  expect(await manager.sources.test(source)).toEqual({ isOk: true, error: null })
  expect(await manager.destinations.test(destination)).toEqual({ isOk: true, error: null })
  world().checkError = 'no such team'
  expect(await manager.sources.test(source)).toMatchObject({ isOk: false })
  expect((await manager.sources.read(source)).lastTest).toMatchObject({
    error: expect.stringContaining('no such team'),
  })
})

test('source and destination are filled in if only one of each is active', async () => {
  const { manager, register } = await openManager()
  const { source, destination } = await register()
  expect(await manager.pipelines.choices()).toEqual({ source, destination })
  const other = await manager.sources.create({ name: 'v', connector: 'test', settings: { world: 'v' } })
  expect(await manager.pipelines.choices()).toEqual({ destination })
  const error = await caught(() => manager.pipelines.create({ stream: 'users' }))
  expect(error).toMatchObject({ code: 'source_must_be_chosen' })
  expect(error.message).toMatch(/several active ones: .*\(v\)/)
  await manager.sources.setActive(other, false)
  expect(await manager.pipelines.choices()).toEqual({ source, destination })
})

test('the object is chosen from those that the source has, and its parameters depend on it', async () => {
  const { manager, register } = await openManager()
  const { source } = await register()
  const streams = await manager.sources.streams(source)
  expect(streams.map(({ name }) => name)).toEqual(['users', 'people', 'logs', 'events'])
  expect(streams[0]).toMatchObject({ isIncremental: true, parameters: { properties: { team: { type: 'string' } } } })
  expect(streams[1]?.parameters).toBeNull()
  const error = await caught(() => manager.pipelines.create({ stream: 'user' }))
  expect(error.message).toMatch(/stream user does not exist; test has: users, people/)
  const wrong = await caught(() =>
    manager.pipelines.create({ stream: 'users', parameters: { team: 1 }, deltas: { nowhere: 'x' }, mode: 'append' }),
  )
  expect(wrong.message).toContain('parameters.team')
  expect(wrong.message).toContain('mode')
})

test('the name of the table is defined, and whether there are delta tables', async () => {
  const bench = await openManager()
  const id = await bench.built({ tables: { '': 'accounts', tags: 'labels' }, deltas: { '': 'accounts_history' } })
  await bench.run(id)
  expect(bench.memory().tableNames()).toEqual(['accounts', 'labels'])
  expect(bench.memory().deltaTable('accounts_history__delta')).toHaveLength(3)
})

test('the options of delta tables are specified solely by the destination', async () => {
  const bench = await openManager()
  await bench.register()
  const create = (deltaOptions: { readonly [key: string]: number }): Promise<number> =>
    bench.manager.pipelines.create({ stream: 'users', deltas: { '': 'h' }, deltaOptions })
  expect((await caught(() => create({ keepsDays: 0 }))).message).toContain('deltaOptions.keepsDays')
  expect((await caught(() => create({ months: 1 }))).message).toContain('deltaOptions.months')
  const id = await create({ keepsDays: 30 })
  expect((await bench.manager.pipelines.read(id)).definition.deltaOptions).toEqual({ keepsDays: 30 })
})

test('"FIELDS" shows all fields that will be created, and those that are unchecked are not sent', async () => {
  const bench = await openManager()
  await bench.register()
  const preview = await bench.manager.pipelines.preview({ stream: 'users' })
  expect(preview.tables.map(({ path, proposedName }) => [path, proposedName])).toEqual([
    ['', 'users'],
    ['tags', 'users__tags'],
  ])
  expect(preview.tables[0]?.fields.map(({ path, type }) => [path, type])).toEqual([
    ['id', 'integer'],
    ['name', 'text'],
    ['updatedAt', 'timestamp'],
  ])
  expect(preview.rows['']).toHaveLength(3)
  expect(bench.memory().tableNames()).toEqual([])
  const id = await bench.built({ excludedFields: ['name'] })
  await bench.run(id)
  expect(bench.memory().table('users')).toHaveLength(3)
  for (const row of bench.memory().table('users')) expect(row).not.toHaveProperty('name')
})

test('by default all fields are sent', async () => {
  const bench = await openManager()
  await bench.run(await bench.built())
  expect(bench.memory().table('users')[0]).toMatchObject({ id: 1, name: 'Ada', updatedat: '2026-01-01T00:00:00Z' })
})

test('a pipeline has a name and a frequency', async () => {
  const bench = await openManager()
  const id = await bench.built({ name: 'People', period: '1h' })
  expect(await bench.manager.pipelines.read(id)).toMatchObject({ name: 'People', period: '1h' })
  expect((await caught(() => bench.manager.pipelines.create({ stream: 'people', name: ' ' }))).message).toContain(
    'name',
  )
  const wrong = await caught(() => bench.manager.pipelines.edit(id, { period: '7m' as '5m' }))
  expect(wrong.message).toContain('must be null or one of: "5m", "15m"')
})

test('the details page monitors executions, and shows the names of tables and fields', async () => {
  const bench = await openManager()
  const id = await bench.built()
  const run = await bench.run(id)
  expect(await bench.manager.runs.list({ pipeline: id })).toEqual([run])
  const { tables, mermaid, dbml } = await bench.manager.pipelines.describe(id)
  expect(tables[0]?.schema.tables.map(({ name }) => name)).toEqual(['users', 'users__tags'])
  expect(mermaid).toContain('users')
  expect(dbml).toContain('Table "users"')
})

test('the first execution comes with the frequency, unless "Run" is clicked', async () => {
  let now = new Date('2026-03-01T00:00:00Z')
  const bench = await openManager({ clock: () => now })
  const id = await bench.built({ period: '1h' })
  const { nextRunAt } = await bench.manager.pipelines.read(id)
  expect(nextRunAt?.getTime()).toBeGreaterThan(now.getTime())
  expect(nextRunAt?.getTime()).toBeLessThanOrEqual(now.getTime() + 3_600_000)
  expect(await bench.manager.runs.list()).toEqual([])
  now = nextRunAt ?? now
  await expect.poll(async () => (await bench.manager.runs.list()).map(({ trigger }) => trigger)).toEqual(['schedule'])
  const other = await bench.built({ stream: 'people', tables: { '': 'people' }, runsAtOnce: true })
  await bench.settled(other)
  expect(await bench.manager.runs.list({ pipeline: other })).toMatchObject([
    { state: 'succeeded', trigger: 'creation' },
  ])
})

test('"Edit" changes the frequency, or deactivates the pipeline', async () => {
  const bench = await openManager()
  const id = await bench.built({ period: '1h' })
  await bench.manager.pipelines.edit(id, { period: '24h', name: 'Daily', enabled: false })
  expect(await bench.manager.pipelines.read(id)).toMatchObject({
    period: '24h',
    name: 'Daily',
    isEnabled: false,
    nextRunAt: null,
    status: { status: 'not_active', is_active: false },
  })
})

test('"Advanced" edits all the initial settings, destination, source and stream included', async () => {
  const bench = await openManager()
  const id = await bench.built()
  await bench.run(id)
  const destination = await bench.manager.destinations.create({
    name: 'n',
    connector: 'memory',
    settings: { name: 'n' },
  })
  const edited = await bench.manager.pipelines.advancedEdit(id, {
    destination,
    stream: 'people',
    tables: { '': 'people' },
  })
  expect(edited.leftBehind).toEqual(['users', 'users__tags'])
  expect(await bench.settled(id)).toMatchObject({ status: 'active' })
  await bench.run(id)
  expect(bench.memory('n').table('people')).toHaveLength(3)
  expect(bench.memory('m').table('users')).toHaveLength(3)
})
