import { expect, test } from 'vitest'
import { arraySource, defineSource, memoryDestination, RunError, runPipeline } from '../../src/index.ts'
import type { MemoryDestination, StreamDefinition } from '../../src/index.ts'
import type { Confirmation, Part } from '../../src/plugin.ts'
import { scriptedSource } from '../support/scripted-source.ts'

const people = (count: number): object[] =>
  Array.from({ length: count }, (_, index) => ({ id: index, name: `n${index}` }))

function ids(destination: MemoryDestination, table = 'users'): readonly unknown[] {
  return destination.table(table).map((row) => row['id'])
}

test.each([
  ['half', people(20).slice(0, 10)],
  ['nothing', []],
])('a full read that brings %s stops at the guard, and nothing vanishes', async (_, records) => {
  const destination = memoryDestination()
  await runPipeline({ source: arraySource({ users: { primaryKey: 'id', records: people(20) } }), destination })
  const source = arraySource({ users: { primaryKey: 'id', records } })
  const error: unknown = await runPipeline({ source, destination }).catch((thrown: unknown) => thrown)
  expect(error).toSatisfy(RunError.isInstance)
  expect(error).toMatchObject({ cause: { code: 'deletion_guard' } })
  expect((error as Error).message).toMatch(/of 20 rows are missing.*6 are allowed.*maxDeleted/s)
  expect(ids(destination)).toHaveLength(20)

  const result = await runPipeline({ source, destination, maxDeleted: false })
  expect(result.streams.users.deleted).toBe(20 - records.length)
})

test.each([
  [5, 5],
  [0.5, 10],
  [{ share: 0.1, count: 4 }, 4],
] as const)('maxDeleted %o allows %i of 20', async (maxDeleted, allowed) => {
  const run = async (left: number) => {
    const destination = memoryDestination()
    await runPipeline({ source: arraySource({ users: { primaryKey: 'id', records: people(20) } }), destination })
    const source = arraySource({ users: { primaryKey: 'id', records: people(left) } })
    return runPipeline({ source, destination, maxDeleted })
  }
  expect((await run(20 - allowed)).streams.users.deleted).toBe(allowed)
  await expect(run(20 - allowed - 1)).rejects.toMatchObject({ cause: { code: 'deletion_guard' } })
})

test('a marked row stays, is not missing twice, and comes back', async () => {
  const destination = memoryDestination()
  const run = (records: readonly object[]) =>
    runPipeline({
      source: arraySource({ users: { primaryKey: 'id', records } }),
      destination,
      deletions: 'mark',
      streams: { users: { deltas: { '': 'history' } } },
    })
  await run(people(3))
  expect((await run(people(2))).streams.users).toMatchObject({ missing: 1, marked: 1, deleted: 0 })
  expect(destination.table('users').map((row) => row['_mr_deleted_at'] !== null)).toEqual([false, false, true])
  expect((await run(people(2))).streams.users).toMatchObject({ missing: 0, marked: 0 })
  expect((await run(people(3))).streams.users).toMatchObject({ inserted: 1, unchanged: 2 })
  const operations = destination.table('history').filter((row) => row['id'] === 2)
  expect(operations.map((row) => row['_mr_op'])).toEqual(['insert', 'delete', 'insert'])
})

test('keep changes nothing and still counts', async () => {
  const destination = memoryDestination()
  const run = (records: readonly object[]) =>
    runPipeline({ source: arraySource({ users: { primaryKey: 'id', records } }), destination, deletions: 'keep' })
  await run(people(10))
  expect((await run(people(2))).streams.users).toMatchObject({ missing: 8, kept: 8, deleted: 0 })
  expect(ids(destination)).toHaveLength(10)
})

test('what the filter refuses is deleted where it stands, in every mode', async () => {
  const destination = memoryDestination()
  const { source } = scriptedSource(
    'users',
    { primaryKey: 'id', incremental: 'savepoint' },
    [
      {
        records: [
          { id: 1, isActive: true },
          { id: 2, isActive: false },
        ],
      },
      { savepoint: 1 },
    ],
    [{ records: [{ id: 1, isActive: false }] }, { savepoint: 2 }],
  )
  const run = () =>
    runPipeline({ source, destination, streams: { users: { filter: (user) => user['isActive'] === true } } })
  expect((await run()).streams.users).toMatchObject({ read: 2, filtered: 1, inserted: 1, deletedByFilter: 0 })
  expect((await run()).streams.users).toMatchObject({ read: 1, filtered: 1, deletedByFilter: 1, deleted: 1 })
  expect(ids(destination)).toEqual([])
})

test('the source says what is gone; what comes again after that stays', async () => {
  const destination = memoryDestination()
  const { source } = scriptedSource(
    'users',
    { primaryKey: 'id', incremental: 'savepoint' },
    [{ records: people(3) }, { savepoint: 1 }],
    [{ deleted: [0, 1, 77] }, { records: [{ id: 1, name: 'again' }] }, { savepoint: 2 }],
  )
  await runPipeline({ source, destination })
  const { streams } = await runPipeline({ source, destination })
  expect(streams.users).toMatchObject({ deletedBySource: 1, deleted: 1, updated: 1 })
  expect(ids(destination)).toEqual([1, 2])
})

const entry = (id: number, day: string): object => ({ id, user: 'u1', day })
const windowed: Omit<StreamDefinition, 'read'> = {
  primaryKey: 'id',
  incremental: 'savepoint',
  scopeColumns: ['user', 'day'],
  columns: { user: 'text', day: 'date' },
}

test('a completely read window finds deletions, and touches nothing outside it', async () => {
  const destination = memoryDestination()
  const { source } = scriptedSource(
    'entries',
    windowed,
    [{ records: [entry(1, '2026-01-01'), entry(2, '2026-01-10'), entry(3, '2026-01-20')] }, { savepoint: 1 }],
    [
      { records: [entry(3, '2026-01-20')] },
      { complete: { user: 'u1', day: { gte: '2026-01-05', lt: '2026-02-01' } } },
      { savepoint: 2 },
    ],
  )
  await runPipeline({ source, destination })
  const { streams } = await runPipeline({ source, destination })
  expect(streams.entries).toMatchObject({ missing: 1, deleted: 1, unchanged: 1 })
  expect(ids(destination, 'entries')).toEqual([1, 3])
})

test('a row that moved out of the window is not missing, a rejected one neither', async () => {
  const destination = memoryDestination()
  const { source } = scriptedSource(
    'entries',
    windowed,
    [{ records: [entry(1, '2026-01-10'), entry(2, '2026-01-11')] }, { savepoint: 1 }],
    [
      { records: [entry(1, '2026-05-01'), { ...entry(2, '2026-01-11'), bad: Symbol('x') }] },
      { complete: { user: 'u1', day: { gte: '2026-01-01', lte: '2026-01-31' } } },
      { savepoint: 2 },
    ],
  )
  await runPipeline({ source, destination })
  const { streams } = await runPipeline({ source, destination })
  expect(streams.entries).toMatchObject({ missing: 0, deleted: 0, updated: 1, rejected: 1 })
  expect(ids(destination, 'entries')).toEqual([1, 2])
})

test('keys seen before an interruption protect their rows when the window is completed later', async () => {
  const destination = memoryDestination()
  const everything = [1, 2, 3, 4].map((id) => entry(id, '2026-01-10'))
  const { source, requests } = scriptedSource(
    'entries',
    windowed,
    [{ records: everything }, { savepoint: 'all' }],
    function* (): Generator<Part> {
      yield { records: everything.slice(0, 2) }
      yield { savepoint: 'half' }
      throw new Error('broken line')
    },
    [{ records: everything.slice(2, 3) }, { complete: { user: 'u1' } }, { savepoint: 'all' }],
  )
  await runPipeline({ source, destination })
  await expect(runPipeline({ source, destination, commitAfterRecords: 1 })).rejects.toThrow('broken line')
  const { streams } = await runPipeline({ source, destination })
  expect(requests[2]?.savepoint).toBe('half')
  expect(streams.entries).toMatchObject({ missing: 1, deleted: 1 })
  expect(ids(destination, 'entries')).toEqual([1, 2, 3])
})

test.each([
  ['the empty scope', {}, /empty scope/],
  ['a column that is no scope column', { name: 'x' }, /scopeColumns.*user, day/],
  ['a null bound', { user: null }, /never null/],
  ['a bound of the wrong type', { day: { gte: 'yesterday' } }, /must be a date/],
  ['no operator', { day: {} }, /at least one of/],
])('%s is refused', async (_, complete, message) => {
  const destination = memoryDestination()
  const part = { complete } as unknown as Part
  const { source } = scriptedSource('entries', windowed, [{ records: [entry(1, '2026-01-10')] }, part])
  await expect(runPipeline({ source, destination })).rejects.toThrow(message)
})

test('missing rows are confirmed one by one where the source can be asked', async () => {
  const destination = memoryDestination()
  const asked: unknown[] = []
  let records = people(6)
  const source = defineSource({
    name: 'asking',
    streams: {
      users: {
        primaryKey: 'id',
        async *read() {
          yield { records }
        },
        async *confirmDeleted(keys): AsyncGenerator<Confirmation> {
          asked.push(...keys)
          yield { gone: 3 }
          yield { record: { id: 4, name: 'alive' } }
        },
      },
    },
  })
  await runPipeline({ source, destination })
  records = people(3)
  const { streams } = await runPipeline({ source, destination })
  expect(asked).toEqual([3, 4, 5])
  expect(streams.users).toMatchObject({ missing: 3, deleted: 1, alive: 1, unknown: 1, updated: 1, read: 4 })
  expect(destination.table('users').map((row) => row['name'])).toEqual(['n0', 'n1', 'n2', 'alive', 'n5'])
})

test('a record without a readable key suspends deletions', async () => {
  const destination = memoryDestination()
  await runPipeline({ source: arraySource({ users: { primaryKey: 'id', records: people(5) } }), destination })
  const source = arraySource({ users: { primaryKey: 'id', records: [...people(3), { name: 'whose?' }] } })
  const { streams, warnings } = await runPipeline({ source, destination })
  expect(streams.users).toMatchObject({ rejected: 1, missing: 0, deleted: 0 })
  expect(warnings.map(({ code }) => code)).toContain('deletions_suspended')
  expect(ids(destination)).toHaveLength(5)
})

test('a partition that is listed no longer keeps its rows and its savepoint', async () => {
  const destination = memoryDestination()
  let partitions = ['a', 'b']
  const source = defineSource({
    name: 'spaces',
    streams: {
      users: {
        primaryKey: 'id',
        partitions: () => partitions,
        async *read({ partition }) {
          yield { records: [{ id: `${partition}1` }, { id: `${partition}2` }] }
          yield { savepoint: partition }
        },
      },
    },
  })
  await runPipeline({ source, destination })
  partitions = ['b']
  const { streams } = await runPipeline({ source, destination })
  expect(streams.users).toMatchObject({ missing: 0, unchanged: 2 })
  expect(ids(destination)).toEqual(['a1', 'a2', 'b1', 'b2'])
  expect(Object.keys(streams.users.savepoints)).toEqual(['a', 'b'])
})

test('a skipped feature deletes nothing and warns', async () => {
  const destination = memoryDestination()
  const { source } = scriptedSource(
    'invoices',
    { primaryKey: 'id' },
    [{ records: people(3) }],
    [{ skipped: 'the plan has no invoices' }],
  )
  await runPipeline({ source, destination })
  const { status, warnings, streams } = await runPipeline({ source, destination })
  expect(status).toBe('succeeded')
  expect(streams.invoices).toMatchObject({ missing: 0, deleted: 0 })
  expect(warnings.map(({ message }) => message).join()).toMatch(/the plan has no invoices/)
  expect(ids(destination, 'invoices')).toHaveLength(3)
})
