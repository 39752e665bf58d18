import { describe, expect, it } from 'vitest'
import { changeUsers, loadUsers, openRun, publishUsers, signal } from '../../test/support/destination-run.ts'
import { liveRows, replayDelta } from '../../test/support/replay-delta.ts'
import { usersBatch, usersSchema } from '../../test/support/users-stream.ts'
import type { UserRow } from '../../test/support/users-stream.ts'
import { TableOwnedError } from '../contract/errors/table-owned-error.ts'
import type { StreamOutcome } from '../contract/publish.ts'
import type { Session } from '../contract/session.ts'
import type { StreamSchema } from '../contract/table-schema.ts'
import { memoryDestination } from './memory-destination.ts'
import type { MemoryDestination } from './memory-destination.ts'
import type { PlainRow } from './read-table.ts'

const stored: readonly UserRow[] = [{ id: 'a', age: 1, tags: ['x'] }, { id: 'b' }, { id: 'c', tags: ['y'] }]

describe('rebuild', () => {
  it('leaves the old tables alone until it is published', async () => {
    const { destination, session } = await begin()
    const before = destination.table('users')
    await stageRebuild(session, withTextAge(), [{ id: 'a', age: 'one' }])
    expect(destination.table('users')).toEqual(before)
    expect(await session.readStream({ stream: 'users', signal })).toMatchObject({
      schema: { version: 1 },
      definition: {},
      generation: { rebuild: { version: 1 }, definition: { rebuilt: true } },
    })
  })

  it('replaces tables and schema, and counts the differences', async () => {
    const { destination, session } = await begin()
    const rows = [{ id: 'a', age: 'one', tags: ['x'] }, { id: 'b' }, { id: 'd' }]
    const outcome = await rebuild(session, withTextAge(), rows)
    expect(outcome).toMatchObject({
      inserted: 1,
      updated: 1,
      unchanged: 1,
      deleted: 0,
      tables: { '': { inserted: 1, updated: 1, deleted: 1 }, tags: { inserted: 0, updated: 0, deleted: 1 } },
    })
    expect(destination.table('users')).toMatchObject([{ id: 'a', age: 'one' }, { id: 'b', age: null }, { id: 'd' }])
    expect(await session.readStream({ stream: 'users', signal })).toMatchObject({
      schema: { ...withTextAge(), version: 2 },
      definition: { rebuilt: true },
      generation: undefined,
    })
  })

  it('writes the differences into the history, whose old types stay readable', async () => {
    const { destination, session } = await begin()
    await rebuild(session, withTextAge(), [{ id: 'a', age: 'one', tags: ['x'] }, { id: 'b' }])
    expect(destination.table('history').slice(3)).toMatchObject([
      { _mr_op: 'update', id: 'a', age: 'one', age__integer: null },
      { _mr_op: 'delete', id: 'c' },
    ])
    expect(destination.table('history')[0]).toMatchObject({ id: 'a', age: null, age__integer: 1 })
    expect(replayed(destination, 'history', ['id'])).toEqual(liveRows(destination.table('users'), ['id']))
  })

  it('deletes all and inserts all where the key is another', async () => {
    const { destination, session } = await begin()
    const schema = usersSchema({ delta: 'history' })
    const tables = schema.tables
      .slice(0, 1)
      .map((table) => ({ ...table, key: ['id', 'name'], rootKey: ['id', 'name'] }))
    const outcome = await rebuild(session, { ...schema, tables }, [{ id: 'a', name: 'A', age: 1 }])
    expect(outcome).toMatchObject({ inserted: 1, tables: { '': { inserted: 1, deleted: 3 } } })
    expect(destination.tableNames()).toEqual(['users'])
    expect(
      destination
        .table('history')
        .slice(3)
        .map((row) => row['_mr_op']),
    ).toEqual(['delete', 'delete', 'delete', 'insert'])
    expect(replayed(destination, 'history_tags', ['user_id', '_index'])).toEqual([])
  })

  it('counts missing rows as deleted, whatever the policy', async () => {
    const { destination, session } = await begin()
    const generation = await stageRebuild(session, withTextAge(), [{ id: 'a' }, { id: 'b', operation: 'seen' }])
    await session.findMissing({ stream: 'users', scopes: [], partitions: [''], signal })
    const stream = { generation, appliesMissing: true, deletions: 'keep' } as const
    expect(await publishUsers(session, 'r1', { stream })).toMatchObject({ deleted: 1, kept: 0 })
    expect(destination.table('users').map(({ id }) => id)).toEqual(['a', 'b'])
  })

  it('renames the tables and goes on with their history', async () => {
    const { destination, session } = await begin()
    await rebuild(session, usersSchema({ name: 'people', delta: 'past' }), stored)
    expect(destination.tableNames()).toEqual(['people', 'people_tags'])
    expect(destination.deltaTable('past').map((row) => row['_mr_seq'])).toEqual([1, 1, 1])
  })

  it('keeps its names for itself', async () => {
    const { destination, session } = await begin()
    await stageRebuild(session, usersSchema({ name: 'people' }), [])
    const other = await openRun(destination, 'r2', { pipeline: 'q' })
    await expect(changeUsers(other, usersSchema({ name: 'people' }))).rejects.toThrow(TableOwnedError)
    await expect(changeUsers(other, usersSchema({ name: 'u', delta: 'people' }))).rejects.toThrow(TableOwnedError)
  })

  it('may swap the names of a table and of its history', async () => {
    const { destination, session } = await begin()
    const [root, ...children] = withTextAge().tables
    if (root === undefined) return
    const swapped = { ...withTextAge(), tables: [{ ...root, name: 'history', delta: 'users' }, ...children] }
    await rebuild(session, swapped, [{ id: 'a', age: 'one' }])
    expect(destination.table('history')).toMatchObject([{ id: 'a', age: 'one' }])
    expect(destination.deltaTable('users')[0]).toMatchObject({ id: 'a', age__integer: 1 })
  })

  it('is gone without a trace when it is discarded', async () => {
    const { destination, session } = await begin()
    const before = destination.table('users')
    await stageRebuild(session, withTextAge(), [{ id: 'z' }])
    await session.discardGeneration({ stream: 'users', signal })
    await loadUsers(session, 'r1', stored)
    expect(destination.table('users')).toEqual(before)
  })
})

async function begin(): Promise<{ destination: MemoryDestination; session: Session }> {
  const destination = memoryDestination({ now: () => 0 })
  const session = await openRun(destination, 'r1')
  await changeUsers(session, usersSchema({ delta: 'history' }))
  await loadUsers(session, 'r1', stored)
  return { destination, session }
}

function withTextAge(): StreamSchema {
  return usersSchema({ delta: 'history', age: 'text' })
}

async function stageRebuild(session: Session, schema: StreamSchema, rows: readonly UserRow[]): Promise<string> {
  const stream = 'users'
  const definition = { rebuilt: true }
  const request = { stream, partitions: [''], startBound: '2026', definition, isRebuild: true, signal }
  const { id: generation } = await session.beginGeneration(request)
  await changeUsers(session, schema, { isRebuild: true, definition })
  const { attempt, nextOrdinal: from } = await session.beginAttempt({ stream, partition: '', generation, signal })
  const age = schema.tables[0]?.columns.find(({ name }) => name === 'age')?.type ?? 'integer'
  const batch = usersBatch(rows, { attempt, from, age })
  const tables = batch.tables.filter(({ path }) => schema.tables.some((table) => table.path === path))
  await session.stage({ ...batch, tables, signal })
  const commit = { stream, partition: '', generation, attempt, previousSequence: 0, savepoint: undefined }
  await session.stagePartition({
    ...commit,
    isDone: true,
    records: rows.length,
    suspendsDeletions: false,
    scopes: [],
    addedRejects: [],
    removedRejects: [],
    signal,
  })
  return generation
}

async function rebuild(session: Session, schema: StreamSchema, rows: readonly UserRow[]): Promise<StreamOutcome> {
  const generation = await stageRebuild(session, schema, rows)
  return publishUsers(session, 'r1', { stream: { generation } })
}

function replayed(destination: MemoryDestination, name: string, key: readonly string[]): unknown {
  return replayDelta(destination.deltaTable(name), { key }).map(withoutOldAge)
}

function withoutOldAge(row: PlainRow): PlainRow {
  return Object.fromEntries(Object.entries(row).filter(([name]) => name !== 'age__integer'))
}
