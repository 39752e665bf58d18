import { expect, test } from 'vitest'
import { buildPipeline, memoryDestination, runPipeline } from '../../src/index.ts'
import type { Part } from '../../src/plugin.ts'
import { scriptedSource } from '../support/scripted-source.ts'

const declared = { primaryKey: 'id', incremental: 'savepoint', columns: { id: 'integer', name: 'text' } } as const

test('what is declared is built without anything being read', async () => {
  const destination = memoryDestination()
  const { source, requests } = scriptedSource('users', declared, [{ records: [{ id: 1, name: 'Ada' }] }])
  const { users } = await buildPipeline({ source, destination })
  expect(users.tables.map(({ name }) => name)).toEqual(['users'])
  expect(users.tables[0]?.columns.map(({ name }) => name)).toEqual(expect.arrayContaining(['id', 'name']))
  expect([requests.length, destination.table('users').length]).toEqual([0, 0])
})

test('a sample teaches what nobody declared, and is not stored', async () => {
  const destination = memoryDestination()
  const records = [{ id: 1, tags: ['a'], address: { city: 'Oslo' } }]
  const { source } = scriptedSource('users', { primaryKey: 'id' }, [{ records }])
  const { users } = await buildPipeline({ source, destination }, { sampleSize: 10 })
  expect(users.tables.map(({ path, name }) => [path, name])).toEqual([
    ['', 'users'],
    ['tags', 'users__tags'],
  ])
  expect(destination.table('users')).toEqual([])
  await runPipeline({ source, destination })
  expect(destination.table('users')).toMatchObject([{ id: 1, address__city: 'Oslo' }])
})

test('a sample ends after so many records, and closes the source', async () => {
  let isClosed = false
  let read = 0
  const { source } = scriptedSource('users', { primaryKey: 'id' }, function* (): Generator<Part> {
    try {
      for (let id = 0; ; id += 1) {
        read += 1
        yield { records: [{ id }] }
      }
    } finally {
      isClosed = true
    }
  })
  await buildPipeline({ source, destination: memoryDestination() }, { sampleSize: 3 })
  expect([read, isClosed]).toEqual([3, true])
})

test('the next run goes on from the savepoints that were given', async () => {
  const destination = memoryDestination()
  const { source, requests } = scriptedSource('users', declared, function* ({ savepoint }): Generator<Part> {
    for (let id = Number(savepoint ?? 0); id < 5; id += 1) {
      yield { records: [{ id, name: 'Ada' }] }
      yield { savepoint: id + 1 }
    }
  })
  await buildPipeline({ source, destination }, { savepoints: { users: [{ partition: '', version: 1, value: 3 }] } })
  await runPipeline({ source, destination })
  expect(requests.map(({ savepoint }) => savepoint)).toEqual([3])
  expect(destination.table('users').map(({ id }) => id)).toEqual([3, 4])
  // They replace those that stand, also backwards.
  await buildPipeline({ source, destination }, { savepoints: { users: [{ partition: '', version: 1, value: 1 }] } })
  await runPipeline({ source, destination })
  expect(destination.table('users').map(({ id }) => id)).toEqual(expect.arrayContaining([1, 2, 3, 4]))
})

test('the savepoint of a cursor stream is copied as it is', async () => {
  const records = [
    { id: 1, at: '2026-01-01T00:00:00Z' },
    { id: 2, at: '2026-01-02T00:00:00Z' },
  ]
  const definition = {
    primaryKey: 'id',
    incremental: 'cursor',
    cursor: 'at',
    columns: { id: 'integer', at: 'timestamp' },
  } as const
  const first = memoryDestination()
  const { source, requests } = scriptedSource('users', definition, [{ records }])
  await runPipeline({ source, destination: first, name: 'first' })
  const savepoints = first.savepoints('first', 'users')
  const second = memoryDestination()
  await buildPipeline({ source, destination: second }, { savepoints: { users: savepoints } })
  await runPipeline({ source, destination: second })
  expect(requests.at(-1)?.range).toEqual({ from: '2026-01-02T00:00:00Z' })
})

test('says what is wrong with what is given', async () => {
  const destination = memoryDestination()
  const { source } = scriptedSource('users', declared, [])
  const given = { nobody: [{ partition: '', version: 1, value: 3 }] }
  await expect(buildPipeline({ source, destination }, { savepoints: given as never })).rejects.toThrow(
    'savepoints.nobody: is no stream of this pipeline; it has: users',
  )
})

test('what does not land needs no column and no table, though it is declared', async () => {
  const destination = memoryDestination()
  const definition = {
    primaryKey: 'id',
    columns: { id: 'integer', name: 'text', 'address.city': 'text', 'address.zip': 'text' },
    tables: { tags: { valueType: 'text' }, orders: { columns: { number: 'integer', note: 'text' } } },
  } as const
  const record = {
    id: 1,
    name: 'Ada',
    address: { city: 'Oslo', zip: '1' },
    tags: ['a'],
    orders: [{ number: 1, note: '' }],
  }
  const { source } = scriptedSource('users', definition, [{ records: [record] }])
  const columnsOf = (path: string): readonly string[] | undefined =>
    destination
      .describe()[0]
      ?.schema.tables.find((table) => table.path === path)
      ?.columns.filter(({ role }) => role !== 'system')
      .map(({ name }) => name)
  const exclude = { fields: { exclude: ['name', 'address', 'tags', 'orders.note'] } }
  await buildPipeline({ source, destination, streams: { users: exclude } })
  expect([columnsOf(''), columnsOf('tags')]).toEqual([['id'], undefined])
  expect(columnsOf('orders')).toEqual(['user_id', '_index', 'number'])
  await runPipeline({ source, destination, streams: { users: exclude } })
  expect(columnsOf('')).toEqual(['id'])
  // Taken back they get their declared types, and everything is read again.
  await runPipeline({ source, destination })
  expect(columnsOf('')).toEqual(['id', 'name', 'address__city', 'address__zip'])
  expect(destination.table('users')).toMatchObject([{ id: 1, name: 'Ada', address__city: 'Oslo' }])

  const other = memoryDestination()
  const include = { fields: { include: ['address.city'] } }
  const built = await buildPipeline({ source, destination: other, streams: { users: include } })
  expect(built.users.tables.map(({ path }) => path)).toEqual([''])
  expect(built.users.tables[0]?.columns.flatMap(({ path }) => path ?? [])).toEqual(['id', 'address.city'])
})
