import { arraySource, defineSource, runPipeline } from '@millrace/core'
import { expect, test } from 'vitest'
import { load } from './support/load.ts'
import { openDatabase } from './support/open-database.ts'

test('describe: tables of all pipelines, with columns, and how many rows there are by path', async () => {
  const { destination } = await openDatabase()
  await load(destination, [
    { id: 1, tags: ['a', 'b'], boxes: [{ size: 1 }] },
    { id: 2, tags: [] },
  ])
  const source = arraySource({ orders: { primaryKey: 'id', records: [{ id: 'o1', total: 1.5 }] } })
  await runPipeline({ source, destination, name: 'shop' })
  const described = await destination.describe()
  expect(described.map(({ pipeline, schema, rowCounts }) => ({ pipeline, stream: schema.stream, rowCounts }))).toEqual([
    { pipeline: 'array', stream: 'users', rowCounts: { '': 2, tags: 2, boxes: 1 } },
    { pipeline: 'shop', stream: 'orders', rowCounts: { '': 1 } },
  ])
  const orders = described[1]?.schema.tables[0]
  expect(orders?.columns.filter(({ role }) => role !== 'system').map(({ name, type }) => [name, type])).toEqual([
    ['id', 'text'],
    ['total', 'float'],
  ])
})

test('rows that are marked as deleted count', async () => {
  const { destination } = await openDatabase()
  const users = { deletions: 'mark', maxDeleted: false } as const
  await load(destination, [{ id: 1 }, { id: 2 }], { users })
  await load(destination, [{ id: 1 }], { users })
  expect(await destination.describe()).toMatchObject([{ rowCounts: { '': 2 } }])
})

test('numbers of rows come from the loads, over changes, deletions and a rename', async () => {
  const { destination, sql } = await openDatabase()
  const counts = async (): Promise<unknown> => (await destination.describe()).map(({ rowCounts }) => rowCounts)
  const users = { maxDeleted: false } as const
  await load(destination, [{ id: 1, tags: ['a', 'b'] }, { id: 2, tags: ['c'] }, { id: 3 }], { users })
  expect(await counts()).toEqual([{ '': 3, tags: 3 }])
  await load(
    destination,
    [
      { id: 1, tags: ['a'] },
      { id: 4, tags: ['x', 'y', 'z'] },
    ],
    { users },
  )
  expect(await counts()).toEqual([{ '': 2, tags: 4 }])
  await load(destination, [{ id: 1, tags: ['a'] }], { users: { ...users, tables: { '': 'people' } } })
  expect(await counts()).toEqual([{ '': 1, tags: 1 }])
  expect(await sql('select (select count(*) from people), (select count(*) from users__tags)')).toEqual([[1, 1]])
  // What somebody does by hand is not known.
  await sql('delete from people')
  expect(await counts()).toEqual([{ '': 1, tags: 1 }])
})

test('runs: newest first, of one pipeline or of all', async () => {
  const { destination } = await openDatabase()
  const source = arraySource({ orders: [{ total: 1 }] })
  for (const name of ['shop', 'crm', 'shop']) {
    const streams = { orders: { tables: { '': `${name}_orders` } } }
    await runPipeline({ source, destination, name, streams })
  }
  expect((await destination.runs()).map(({ number, pipeline }) => [number, pipeline])).toEqual([
    [3, 'shop'],
    [2, 'crm'],
    [1, 'shop'],
  ])
  expect((await destination.runs('shop')).map(({ number }) => number)).toEqual([3, 1])
  expect(await destination.runs('nobody')).toEqual([])
  const [last] = await destination.runs()
  expect(last).toMatchObject({ status: 'succeeded', error: '', streams: { orders: { read: 1, inserted: 1 } } })
})

test('savepoints: one for each partition, as the source gave them', async () => {
  const { destination } = await openDatabase()
  const source = defineSource({
    name: 'shop',
    streams: {
      orders: {
        primaryKey: 'id',
        incremental: 'savepoint',
        partitions: () => ['eu', 'us'],
        async *read({ partition }) {
          yield { records: [{ id: `${partition}-1` }] }
          yield { savepoint: { next: 7, page: [partition, null] } }
        },
      },
    },
  })
  await runPipeline({ source, destination })
  expect(await destination.savepoints('shop', 'orders')).toMatchObject([
    { partition: 'eu', connector: 'shop', sequence: 1, value: { next: 7, page: ['eu', null] } },
    { partition: 'us', connector: 'shop', sequence: 1, value: { next: 7, page: ['us', null] } },
  ])
  expect(await destination.savepoints('shop', 'nothing')).toEqual([])
})

test('rejects: with step, code, path and the record', async () => {
  const { destination, sql } = await openDatabase()
  const filter = (): boolean => 'yes' as unknown as boolean
  await load(destination, [{ id: 1 }], { users: { filter } })
  expect(await destination.rejects('array', 'users')).toMatchObject([
    { id: 'key:1', step: 'filter', code: 'filter_gave_no_boolean', hasKey: true, record: '{"id":1}', retries: 0 },
  ])
  expect(await sql('SELECT stream, step, code, path FROM _millrace.rejects')).toEqual([
    ['users', 'filter', 'filter_gave_no_boolean', ''],
  ])
  expect(await destination.rejects('array', 'nothing')).toEqual([])
})

test('before anything was loaded there is nothing, and no error', async () => {
  const { destination } = await openDatabase()
  expect(await destination.describe()).toEqual([])
  expect(await destination.runs()).toEqual([])
  expect(await destination.savepoints('shop', 'orders')).toEqual([])
  expect(await destination.rejects('shop', 'orders')).toEqual([])
})
