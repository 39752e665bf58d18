import { expect, test } from 'vitest'
import { arraySource, memoryDestination, planPipeline, runPipeline } from '../../src/index.ts'
import type { StreamOptions } from '../../src/index.ts'
import { scriptedSource } from '../support/scripted-source.ts'
import { withoutSystem } from '../support/without-system.ts'

const records = [{ id: 1, fooBar: 1, tags: ['x'] }]

function load(
  destination: ReturnType<typeof memoryDestination>,
  users: true | StreamOptions,
  given: readonly object[] = records,
) {
  return runPipeline({
    source: arraySource({ users: { primaryKey: 'id', records: given } }),
    destination,
    streams: { users },
  })
}

test('a run that changes nothing leaves the version of the schema alone', async () => {
  const destination = memoryDestination()
  await load(destination, true)
  const before = destination.describe()
  await load(destination, true)
  expect(destination.describe()).toEqual(before)
})

test('names are given once and stay; a new table name renames in place', async () => {
  const destination = memoryDestination()
  await load(destination, { tables: { '': 'people', tags: 'people_tags' } })
  expect(destination.tableNames()).toEqual(['people', 'people_tags'])
  await load(destination, { tables: { '': 'persons' } })
  expect(destination.tableNames()).toEqual(expect.arrayContaining(['persons', 'people_tags']))
  expect(destination.tableNames()).toHaveLength(2)
  expect(withoutSystem(destination.table('persons'))).toEqual([{ id: 1, foobar: 1 }])
  expect(withoutSystem(destination.table('people_tags'))).toEqual([{ user_id: 1, _index: 0, value: 'x' }])
})

test('a declared stream makes its tables before any record comes', async () => {
  const destination = memoryDestination()
  const { source } = scriptedSource(
    'entries',
    {
      primaryKey: 'id',
      columns: { id: 'text', 'interval.start': { type: 'timestamp', name: 'interval_start' } },
      tables: { tags: { keyColumns: ['entry_key'], valueColumn: 'tag_id', valueType: 'text' } },
    },
    [],
  )
  await runPipeline({ source, destination })
  expect(destination.tableNames()).toEqual(['entries', 'entries__tags'])
  expect(destination.table('entries')).toEqual([])
  const [root, tags] = destination.describe()[0]?.schema.tables ?? []
  expect(root?.columns.filter(({ role }) => role !== 'system').map(({ name, type }) => [name, type])).toEqual([
    ['id', 'text'],
    ['interval_start', 'timestamp'],
  ])
  expect(tags?.columns.filter(({ role }) => role !== 'system').map(({ name }) => name)).toEqual([
    'entry_key',
    '_index',
    'tag_id',
  ])
})

test('an existing table of somebody else is refused, or taken over when asked', async () => {
  const destination = memoryDestination()
  destination.createForeignTable('users', [{ x: 1 }])
  await expect(load(destination, true)).rejects.toMatchObject({ cause: { code: 'table_owned' } })
  expect(destination.table('users')).toEqual([{ x: 1 }])
  const source = arraySource({ users: { primaryKey: 'id', records } })
  await runPipeline({ source, destination, takeOver: true })
  expect(destination.table('users').some((row) => row['id'] === 1)).toBe(true)
})

test('two pipelines in one destination do not share tables', async () => {
  const destination = memoryDestination()
  await load(destination, true)
  const source = arraySource({ users: { primaryKey: 'id', records } })
  await expect(runPipeline({ source, destination, name: 'other' })).rejects.toMatchObject({
    cause: { code: 'table_owned' },
  })
  await runPipeline({
    source,
    destination,
    name: 'other',
    streams: { users: { tables: { '': 'other_users', tags: 'other_tags' } } },
  })
  expect(destination.tableNames()).toEqual(['other_tags', 'other_users', 'users', 'users__tags'])
})

test.each([
  ['evolve', { inserted: 2, rejected: 0 }, ['a', 'a__text', 'b']],
  ['discardValue', { inserted: 2, rejected: 0 }, ['a']],
  ['discardRecord', { inserted: 1, rejected: 1 }, ['a']],
] as const)('drift under %s', async (drift, counts, columns) => {
  const destination = memoryDestination()
  const { source } = scriptedSource(
    'users',
    { primaryKey: 'id', incremental: 'savepoint' },
    [{ records: [{ id: 1, a: 1 }] }],
    [
      {
        records: [
          { id: 2, a: 'x', b: true },
          { id: 3, a: 3 },
        ],
      },
    ],
  )
  await runPipeline({ source, destination, drift })
  const { streams } = await runPipeline({ source, destination, drift })
  expect(streams.users).toMatchObject(counts)
  const [root] = destination.describe()[0]?.schema.tables ?? []
  expect(root?.columns.filter(({ role }) => role === 'data').map(({ name }) => name)).toEqual(columns)
})

test('values that are left out are counted by path', async () => {
  const destination = memoryDestination()
  await load(destination, { drift: 'discardValue' })
  const { warnings } = await load(destination, { drift: 'discardValue' }, [
    { id: 1, fooBar: 'x', more: 1 },
    { id: 2, fooBar: 'y' },
  ])
  expect(warnings).toEqual([
    expect.objectContaining({ code: 'value_discarded', path: 'fooBar', message: expect.stringContaining('2 values') }),
    expect.objectContaining({ code: 'value_discarded', path: 'more', message: expect.stringContaining('1 values') }),
  ])
})

test('drift under freeze fails the run and says which path changed', async () => {
  const destination = memoryDestination()
  await load(destination, { drift: 'freeze' })
  await expect(load(destination, { drift: 'freeze' }, [{ id: 1, address: { city: 'x' } }])).rejects.toMatchObject({
    cause: { code: 'schema_frozen', message: expect.stringContaining("'address'") },
  })
  expect(withoutSystem(destination.table('users'))).toEqual([{ id: 1, foobar: 1 }])
})

test('a column widens in place while partitions are staged side by side', async () => {
  const destination = memoryDestination()
  const { source } = scriptedSource('users', { primaryKey: 'id', partitions: () => ['a', 'b', 'c'] }, ({ partition }) =>
    Array.from({ length: 5 }, (_, index) => ({
      records: [{ id: `${partition}${index}`, amount: partition === 'b' && index === 3 ? 0.5 : index }],
    })),
  )
  const { streams } = await runPipeline({ source, destination, inferenceWindow: 1 })
  expect(streams.users).toMatchObject({ inserted: 15, rejected: 0 })
  const amounts = destination.table('users').map((row) => row['amount'])
  expect(amounts.filter((amount) => amount === 0.5)).toHaveLength(1)
  const [root] = destination.describe()[0]?.schema.tables ?? []
  expect(root?.columns.find(({ name }) => name === 'amount')?.type).toBe('float')
})

test('types come from the first partition in listing order that has records, whatever is faster', async () => {
  const types = new Set<string | undefined>()
  for (let round = 0; round < 5; round += 1) {
    const destination = memoryDestination()
    const { source } = scriptedSource(
      'users',
      { primaryKey: 'id', partitions: () => ['empty', 'slow', 'fast'] },
      async function* ({ partition }) {
        if (partition === 'empty') return
        if (partition === 'slow') for (let turn = 0; turn < 20 * round; turn += 1) await Promise.resolve()
        yield { records: [{ id: partition, value: partition === 'slow' ? 'text' : 1 }] }
      },
    )
    await runPipeline({ source, destination })
    types.add(destination.describe()[0]?.schema.tables[0]?.columns.find(({ name }) => name === 'value')?.type)
  }
  expect([...types]).toEqual(['text'])
})

test('the plan tells what a run would do, and does nothing', async () => {
  const destination = memoryDestination()
  const { source } = scriptedSource(
    'users',
    { primaryKey: 'id', incremental: 'savepoint', columns: { id: 'integer' } },
    [{ records: [{ id: 1, name: 'a' }] }, { savepoint: 1 }],
  )
  const fresh = await planPipeline({ source, destination })
  expect(fresh.streams.users).toMatchObject({
    mode: 'incremental',
    effect: 'create',
    tables: [{ path: '', name: 'users', action: 'create' }],
  })
  expect(destination.tableNames()).toEqual([])

  await runPipeline({ source, destination })
  const same = await planPipeline({ source, destination })
  expect(same.streams.users).toMatchObject({
    effect: 'nothing',
    tables: [{ action: 'keep' }],
    savepoints: [{ action: 'keep' }],
  })

  const renamed = await planPipeline({
    source,
    destination,
    streams: { users: { tables: { '': 'people' }, filter: { version: '1', apply: () => true } } },
  })
  expect(renamed.streams.users).toMatchObject({
    effect: 'backfill',
    reasons: ['filter was added'],
    tables: [{ name: 'people', renamedFrom: 'users', action: 'change' }],
    savepoints: [{ partition: '', action: 'reset' }],
  })

  const rebuilt = await planPipeline({ source, destination, naming: 'snake' })
  expect(rebuilt.streams.users).toMatchObject({ effect: 'rebuild', loses: ['table users is made anew'] })
})

test('with maxDepth an inner array is kept as JSON, and the objects beside it keep their columns', async () => {
  const destination = memoryDestination()
  const rows = [
    { id: 1, l: [{ x: 1 }] },
    { id: 2, l: [[1]] },
    { id: 3, l: [{ x: 3 }] },
  ]
  for (let last = 1; last <= rows.length; last += 1) await load(destination, { maxDepth: 2 }, rows.slice(0, last))
  expect(destination.table('users__l').map(({ user_id, x, value }) => [user_id, x, value])).toEqual([
    [1, 1, null],
    [2, null, '[1]'],
    [3, 3, null],
  ])
})

test('integers that no float holds widen to decimal, in whatever run the fraction comes', async () => {
  for (const runs of [
    [[{ id: 1, c: 9_007_199_254_740_993n }], [{ id: 2, c: 0.5 }]],
    [
      [
        { id: 1, c: 9_007_199_254_740_993n },
        { id: 2, c: 0.5 },
      ],
    ],
  ]) {
    const destination = memoryDestination()
    const all: object[] = []
    for (const records of runs) {
      all.push(...records)
      await load(destination, true, [...all])
    }
    expect(destination.table('users').map((row) => row['c'])).toEqual(['9007199254740993', '0.5'])
  }
})

test('two streams cannot be given one table', async () => {
  const source = arraySource({ users: { primaryKey: 'id', records }, teams: { primaryKey: 'id', records } })
  const destination = memoryDestination()
  const streams = { users: { tables: { '': 'x' } }, teams: { tables: { '': 'x' } } }
  await expect(runPipeline({ source, destination, streams })).rejects.toThrow(
    /streams\.teams\.tables\[''\].*another table/s,
  )
  expect(destination.tableNames()).toEqual([])
})
