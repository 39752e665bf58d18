import { describe, expect, it } from 'vitest'
import {
  changeUsers,
  loadUsers,
  openRun,
  publishUsers,
  signal,
  stageUsers,
} from '../../test/support/destination-run.ts'
import { usersBatch } from '../../test/support/users-stream.ts'
import type { UserRow } from '../../test/support/users-stream.ts'
import type { MissingRequest, Session } from '../contract/session.ts'
import { memoryDestination } from './memory-destination.ts'
import type { MemoryDestination } from './memory-destination.ts'

const stored: readonly UserRow[] = [{ id: 'a', age: 10 }, { id: 'b', age: 20 }, { id: 'c', age: 30 }, { id: 'd' }]

describe('findMissing', () => {
  it('finds the live rows of a partition that did not come', async () => {
    const { session } = await begin()
    await stageUsers(session, [{ id: 'a' }, { id: 'b', operation: 'seen' }])
    expect(await find(session, { partitions: [''] })).toEqual({ missing: 2, stored: 4 })
    expect(await readAll(session)).toEqual([['c'], ['d']])
  })

  it('spares the rows of other partitions, and finds nothing without one', async () => {
    const { session } = await begin()
    await loadUsers(session, 'r2', [{ id: 'e' }], { partition: 'other' })
    expect(await find(session, { partitions: ['other'] })).toEqual({ missing: 1, stored: 5 })
    expect(await find(session, {})).toEqual({ missing: 0, stored: 5 })
  })

  it('finds rows in scopes, but none whose column is NULL', async () => {
    const { session } = await begin()
    await find(session, {
      scopes: [
        [
          { column: 'age', operator: '>=', value: 10 },
          { column: 'age', operator: '<', value: 20 },
        ],
        [{ column: 'id', operator: '=', value: 'c' }],
      ],
    })
    expect(await readAll(session)).toEqual([['a'], ['c']])
    await find(session, { scopes: [[{ column: 'age', operator: '<=', value: 1000 }]] })
    expect(await readAll(session)).toEqual([['a'], ['b'], ['c']])
    const unknown = find(session, { scopes: [[{ column: 'size', operator: '>', value: 1 }]] })
    await expect(unknown).rejects.toThrow('a scope of table users names size, which is no column')
  })

  it('remembers the keys of what was published since the read began', async () => {
    const { destination, session } = await begin()
    await loadUsers(session, 'r2', [{ id: 'a' }], { keepsSeen: true, status: 'paused' })
    await session[Symbol.asyncDispose]()
    const next = await openRun(destination, 'r3')
    await loadUsers(next, 'r3', [{ id: 'b', operation: 'deleteByFilter' }, { id: 'c' }], {
      keepsSeen: true,
      hasEnded: true,
    })
    await find(next, { partitions: [''] })
    expect(await readAll(next)).toEqual([['d']])
  })

  it('begins without keys after a read that ended', async () => {
    const { destination, session } = await begin()
    await loadUsers(session, 'r2', [{ id: 'a' }], { keepsSeen: true, hasEnded: true, status: 'succeeded' })
    await session[Symbol.asyncDispose]()
    const next = await openRun(destination, 'r3')
    await stageUsers(next, [{ id: 'b' }])
    await find(next, { partitions: [''] })
    expect(await readAll(next)).toEqual([['a'], ['c'], ['d']])
  })

  it('knows nothing of what a dead run had staged', async () => {
    const clock = { time: 0 }
    const destination = memoryDestination({ now: () => clock.time })
    const dead = await openRun(destination, 'r1')
    await changeUsers(dead)
    await loadUsers(dead, 'r1', stored)
    await stageUsers(dead, stored)
    clock.time = 5000
    const next = await openRun(destination, 'r2')
    expect(await find(next, { partitions: [''] })).toEqual({ missing: 4, stored: 4 })
  })

  it('begins without keys after a read that ended before the last publish of its run', async () => {
    const { destination, session } = await begin()
    await loadUsers(session, 'r2', [{ id: 'a' }], { keepsSeen: true, hasEnded: true })
    await loadUsers(session, 'r2', [], { status: 'succeeded' })
    await session[Symbol.asyncDispose]()
    const next = await openRun(destination, 'r3')
    expect(await find(next, { partitions: [''] })).toEqual({ missing: 4, stored: 4 })
  })

  it('begins without keys after a full refresh', async () => {
    const { session } = await begin()
    await loadUsers(session, 'r2', stored, { keepsSeen: true })
    const request = { stream: 'users', partitions: [''], startBound: '', definition: {}, isRebuild: false, signal }
    const { id: generation } = await session.beginGeneration(request)
    const attempt = await stageUsers(session, [], { generation })
    const commit = { stream: 'users', partition: '', generation, attempt, previousSequence: 0, savepoint: undefined }
    const rest = {
      isDone: true,
      records: 0,
      suspendsDeletions: false,
      scopes: [],
      addedRejects: [],
      removedRejects: [],
    }
    await session.stagePartition({ ...commit, ...rest, signal })
    await publishUsers(session, 'r2', { stream: { generation } })
    expect(await find(session, { partitions: [''] })).toEqual({ missing: 4, stored: 4 })
  })

  it('finds rows that no partition is noted for together with those of any partition', async () => {
    const { session } = await begin()
    const { attempt } = await session.beginAttempt({ stream: 'users', partition: '', generation: undefined, signal })
    const batch = usersBatch([{ id: 'nobody' }], { attempt })
    const tables = batch.tables.map(({ columns, ...table }) => {
      return { ...table, columns: columns.filter(({ name }) => name !== '_mr_partition') }
    })
    await session.stage({ ...batch, tables, signal })
    const commit = {
      partition: '',
      attempt,
      previousSequence: 0,
      savepoint: undefined,
      keepsSeen: false,
      scopes: [],
      hasEnded: true,
    }
    await publishUsers(session, 'r2', { stream: { partitions: [commit] } })
    expect(await find(session, { partitions: ['other'] })).toEqual({ missing: 1, stored: 5 })
    expect(await find(session, {})).toEqual({ missing: 0, stored: 5 })
  })

  it('deletes what was found and not spared, when the publish says so', async () => {
    const { destination, session } = await begin()
    await find(session, { partitions: [''] })
    expect(await session.readMissing({ stream: 'users', after: ['a'], limit: 2, signal })).toEqual([['b'], ['c']])
    await session.keepMissing({ stream: 'users', keys: [['b'], ['d']], signal })
    const outcome = await publishUsers(session, 'r2', { stream: { appliesMissing: true } })
    expect(outcome).toMatchObject({ deleted: 2, deletedBySource: 0, tables: { '': { deleted: 2 } } })
    expect(destination.table('users').map(({ id }) => id)).toEqual(['b', 'd'])
    expect(await readAll(session)).toEqual([])
  })

  it('does not delete a row that came after all', async () => {
    const { destination, session } = await begin()
    await find(session, { partitions: [''] })
    const outcome = await loadUsers(session, 'r2', [{ id: 'a', age: 11 }], { stream: { appliesMissing: true } })
    expect(outcome).toMatchObject({ updated: 1, inserted: 0, deleted: 3 })
    expect(destination.table('users')).toMatchObject([{ id: 'a', age: 11 }])
  })

  it('is forgotten with the publish, applied or not', async () => {
    const { destination, session } = await begin()
    await find(session, { partitions: [''] })
    await publishUsers(session, 'r2')
    await publishUsers(session, 'r2', { stream: { appliesMissing: true } })
    expect(destination.table('users')).toHaveLength(4)
  })

  it('does not see marked rows', async () => {
    const { session } = await begin()
    await find(session, { partitions: [''] })
    const marks = { stream: { appliesMissing: true, deletions: 'mark' } } as const
    expect(await publishUsers(session, 'r2', marks)).toMatchObject({ marked: 4, deleted: 0 })
    expect(await find(session, { partitions: [''] })).toEqual({ missing: 0, stored: 0 })
  })
})

async function begin(): Promise<{ destination: MemoryDestination; session: Session }> {
  const destination = memoryDestination({ now: () => 0 })
  const first = await openRun(destination, 'r1')
  await changeUsers(first)
  await loadUsers(first, 'r1', stored, { status: 'succeeded' })
  await first[Symbol.asyncDispose]()
  return { destination, session: await openRun(destination, 'r2') }
}

function find(session: Session, request: Partial<MissingRequest>): ReturnType<Session['findMissing']> {
  return session.findMissing({ stream: 'users', scopes: [], partitions: [], ...request, signal })
}

function readAll(session: Session): ReturnType<Session['readMissing']> {
  return session.readMissing({ stream: 'users', after: undefined, limit: 100, signal })
}
