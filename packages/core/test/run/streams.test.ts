import { expect, test } from 'vitest'
import { arraySource, checkPipeline, defineSource, memoryDestination, runPipeline } from '../../src/index.ts'
import type { RunEvent } from '../../src/index.ts'
import { scriptedSource } from '../support/scripted-source.ts'
import { withoutSystem } from '../support/without-system.ts'

const users = {
  primaryKey: 'id',
  records: [{ id: 1, name: 'Ada', address: { city: 'London', zip: 'N1' }, tags: [{ a: 1, b: 2 }] }],
}

test('all streams by default, or those that are named', async () => {
  const source = arraySource({ users, teams: { primaryKey: 'id', records: [{ id: 1 }] } })
  const all = await runPipeline({ source, destination: memoryDestination() })
  expect(Object.keys(all.streams)).toEqual(['users', 'teams'])
  const one = await runPipeline({ source, destination: memoryDestination(), streams: { teams: true } })
  expect(Object.keys(one.streams)).toEqual(['teams'])
})

test('atomic: all streams in one commit, and none if any fails', async () => {
  const make = (isBroken: boolean) =>
    defineSource({
      name: 'two',
      streams: {
        users: {
          primaryKey: 'id',
          async *read() {
            yield { records: [{ id: 1 }] }
          },
        },
        teams: {
          primaryKey: 'id',
          incremental: 'savepoint',
          async *read() {
            yield { records: [{ id: 1 }] }
            yield { savepoint: 1 }
            if (isBroken) throw new Error('broken line')
          },
        },
      },
    })
  const destination = memoryDestination()
  await expect(runPipeline({ source: make(true), destination, atomic: true })).rejects.toThrow('broken line')
  expect(destination.tableNames().flatMap((name) => destination.table(name))).toEqual([])
  const commits: RunEvent[] = []
  await runPipeline({
    source: make(false),
    destination,
    atomic: true,
    onEvent: (event) => void (event.type === 'commit-finished' && commits.push(event)),
  })
  expect(commits).toHaveLength(1)
  expect([destination.table('users').length, destination.table('teams').length]).toEqual([1, 1])
})

test.each([
  [
    'exclude',
    { exclude: ['name', 'address.zip', 'tags.b'] },
    { id: 1, address__city: 'London' },
    { user_id: 1, _index: 0, a: 1 },
  ],
  [
    'include',
    { include: ['address', 'tags.b'] },
    { id: 1, address__city: 'London', address__zip: 'N1' },
    { user_id: 1, _index: 0, b: 2 },
  ],
] as const)('fields: %s', async (_, fields, row, tag) => {
  const destination = memoryDestination()
  await runPipeline({ source: arraySource({ users }), destination, streams: { users: { fields } } })
  expect(withoutSystem(destination.table('users'))).toEqual([row])
  expect(withoutSystem(destination.table('users__tags'))).toEqual([tag])
})

test('an excluded column stays, NULL from then on; taking it back reads everything again', async () => {
  const destination = memoryDestination()
  const run = (streams: object) =>
    runPipeline({ source: arraySource({ users }), destination, streams: { users: streams } })
  await run({})
  await run({ fields: { exclude: ['name'] } })
  expect(destination.table('users')).toMatchObject([{ id: 1, name: null }])
  const { warnings } = await run({})
  expect(destination.table('users')).toMatchObject([{ id: 1, name: 'Ada' }])
  expect(warnings.map(({ code }) => code)).toEqual([])
})

test.each([
  [{ fields: { exclude: ['nmae'] } }, /path nmae does not exist.*they have: id, name, address, tags/s],
  [{ fields: { exclude: ['id'] } }, /id is or holds a key, cursor or scope field/],
  [{ tables: { tasg: 'x' } }, /path tasg does not exist/],
  [{ deltas: { tasg: 'x' } }, /path tasg does not exist/],
])('a path that is misspelt is an error that lists what exists: %o', async (options, message) => {
  const destination = memoryDestination()
  const run = runPipeline({ source: arraySource({ users }), destination, streams: { users: options } })
  await expect(run).rejects.toThrow(message)
  expect(destination.tableNames()).toEqual([])
})

test('an unknown stream is an error that lists what exists', async () => {
  const source = arraySource({ users, teams: [] })
  const streams: object = { user: true }
  const run = runPipeline({ source, destination: memoryDestination(), streams })
  await expect(run).rejects.toThrow(/stream user does not exist; array has: users, teams/)
})

test('a source that sends bytes is parsed exactly', async () => {
  const destination = memoryDestination()
  const text = '{"id":9007199254740993,"name":"é"}\n{"id":2,"__proto__":{"polluted":true}}'
  const bytes = Buffer.from(text)
  const { source } = scriptedSource('users', { primaryKey: 'id' }, [
    { bytes: bytes.subarray(0, 30), format: 'ndjson' },
    { bytes: bytes.subarray(30), format: 'ndjson' },
    { bytes: Buffer.from('[{"id":3}]'), format: 'json-array' },
  ])
  await runPipeline({ source, destination })
  expect(withoutSystem(destination.table('users'))).toEqual([
    { id: 9_007_199_254_740_993n, name: 'é' },
    { id: 2, __proto____polluted: true },
    { id: 3 },
  ])
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
})

test('deltas tell the history, and the table as of any commit can be rebuilt from them', async () => {
  const destination = memoryDestination()
  const versions = [
    [
      { id: 1, name: 'a', tags: ['x'] },
      { id: 2, name: 'b' },
    ],
    [
      { id: 1, name: 'a', tags: ['y', 'z'] },
      { id: 2, name: 'B' },
    ],
    [{ id: 1, name: 'a', tags: ['y'] }],
  ]
  for (const records of versions) {
    const source = arraySource({ users: { primaryKey: 'id', records } })
    await runPipeline({
      source,
      destination,
      streams: { users: { deltas: { '': 'users_history', tags: 'tags_history' } } },
    })
    for (const [table, history, key] of [
      ['users', 'users_history', 'id'],
      ['users__tags', 'tags_history', '_index'],
    ] as const) {
      const state = new Map<unknown, object>()
      for (const row of destination.table(history)) {
        if (row['_mr_op'] === 'delete') state.delete(row[key])
        else state.set(row[key], onlyData(row))
      }
      const rows = destination.table(table).map(onlyData)
      expect([...state.values()]).toEqual(rows)
    }
  }
})

test('a table that comes later leaves the name of a delta table to another stream', async () => {
  const destination = memoryDestination()
  const source = arraySource({ users, teams: { primaryKey: 'id', records: [{ id: 1 }] } })
  await runPipeline({ source, destination, streams: { users: true, teams: { deltas: { '': 'users__tags' } } } })
  expect(destination.deltaTable('users__tags')).toMatchObject([{ id: 1 }])
  expect(destination.tableNames()).toEqual(['teams', 'users', expect.stringMatching(/^users__tags_[0-9a-f]{8}$/)])
})

test('a delta table cannot have the name of a table of another stream', async () => {
  const destination = memoryDestination()
  const source = arraySource({ users, teams: { primaryKey: 'id', records: [{ id: 1 }] } })
  const run = runPipeline({ source, destination, streams: { users: true, teams: { deltas: { '': 'users' } } } })
  await expect(run).rejects.toThrow("'users' is the name of another table")
  expect(destination.tableNames()).toEqual(['users', 'users__tags'])
})

test('events come in order, and a listener that throws is named once', async () => {
  const types: string[] = []
  const { warnings, status } = await runPipeline({
    source: arraySource({ users }),
    destination: memoryDestination(),
    onEvent: ({ type }) => {
      types.push(type)
      throw new Error('no thanks')
    },
  })
  expect(status).toBe('succeeded')
  expect(warnings.map(({ code }) => code)).toEqual(['listener_threw'])
  expect(types.filter((type) => type !== 'warning-raised')).toEqual([
    'run-started',
    'stream-started',
    'partition-started',
    'batch-staged',
    'partition-ended',
    'stream-ended',
    'commit-finished',
    'run-ended',
  ])
})

test('the logger gets what happens, without values', async () => {
  const lines: string[] = []
  const write = (fields: object, message: string): void => void lines.push(`${message} ${JSON.stringify(fields)}`)
  const logger = { debug: write, info: write, warn: write, error: write }
  await runPipeline({ source: arraySource({ users }), destination: memoryDestination(), logger })
  expect(lines.some((line) => line.startsWith('commit-finished'))).toBe(true)
  expect(lines.join('\n')).not.toMatch(/Ada|London/)
})

test('check tells what is wrong with each end', async () => {
  const check = (): never => {
    throw new Error('wrong key')
  }
  const broken = defineSource({
    name: 'broken',
    streams: {
      users: {
        async *read() {
          yield { records: [] }
        },
      },
    },
    check,
  })
  const result = await checkPipeline({ source: broken, destination: memoryDestination() })
  expect(result).toMatchObject({ isOk: false, source: { message: 'wrong key' }, destination: undefined })
  const fine = await checkPipeline({ source: arraySource({ users }), destination: memoryDestination() })
  expect(fine).toEqual({ isOk: true, source: undefined, destination: undefined })
})

test('a savepoint is acknowledged after it is durable, and again at the beginning of the next run', async () => {
  const destination = memoryDestination()
  const told: unknown[] = []
  const { source } = scriptedSource(
    'users',
    {
      primaryKey: 'id',
      incremental: 'savepoint',
      async acknowledge(savepoint) {
        told.push([savepoint, destination.savepoints('scripted', 'users')[0]?.value])
      },
    },
    [{ records: [{ id: 1 }] }, { savepoint: 'a' }],
    [{ records: [] }, { savepoint: 'b' }],
  )
  await runPipeline({ source, destination })
  await runPipeline({ source, destination })
  expect(told).toEqual([
    ['a', 'a'],
    ['a', 'a'],
    ['b', 'b'],
  ])
})

function onlyData(row: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(row).filter(([name]) => !name.startsWith('_mr_')))
}
