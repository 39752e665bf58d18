import { describe, expect, it } from 'vitest'
import type { Session } from '../contract/session.ts'
import { changeUsers, loadUsers, openRun, publishUsers, signal } from '../../test/support/destination-run.ts'
import { usersBatch } from '../../test/support/users-stream.ts'
import { memoryDestination } from './memory-destination.ts'
import type { MemoryDestination } from './memory-destination.ts'

const early = '2026-01-01T00:00:00Z'
const late = '2026-01-01T00:00:00.5Z'

describe('merge', () => {
  it('inserts, updates and leaves alone, by record and by row', async () => {
    const { destination, session } = await begin()
    await loadUsers(session, 'r1', [{ id: 'a', tags: ['x', 'y'] }, { id: 'b', name: 'B' }, { id: 'c' }])
    const outcome = await loadUsers(session, 'r1', [
      { id: 'a', tags: ['x'] },
      { id: 'b', name: 'B', age: 3 },
      { id: 'c', name: null },
      { id: 'd' },
    ])
    expect(outcome).toMatchObject({ inserted: 1, updated: 2, unchanged: 1, superseded: 0 })
    expect(outcome.tables).toEqual({
      '': { inserted: 1, updated: 1, deleted: 0 },
      tags: { inserted: 0, updated: 0, deleted: 1 },
    })
    expect(destination.table('users_tags')).toEqual([{ user_id: 'a', _index: 0, _mr_run: 'r1', value: 'x' }])
    expect(ids(destination)).toEqual(['a', 'b', 'c', 'd'])
  })

  it('leaves run and time of a row that is the same, row by row', async () => {
    let now = 0
    const destination = memoryDestination({ now: () => now })
    const first = await openRun(destination, 'r1')
    await changeUsers(first)
    await loadUsers(first, 'r1', [{ id: 'a', tags: ['x', 'y'] }], { status: 'succeeded' })
    await first[Symbol.asyncDispose]()
    now = 60_250
    const second = await openRun(destination, 'r2')
    await loadUsers(second, 'r2', [{ id: 'a', tags: ['x', 'z'] }, { id: 'b' }])
    expect(destination.table('users')).toMatchObject([
      { id: 'a', _mr_run: 'r1', _mr_synced_at: '1970-01-01T00:00:00Z' },
      { id: 'b', _mr_run: 'r2', _mr_synced_at: '1970-01-01T00:01:00.25Z' },
    ])
    expect(destination.table('users_tags')).toMatchObject([
      { value: 'x', _mr_run: 'r1' },
      { value: 'z', _mr_run: 'r2' },
    ])
  })

  it('notes the partition that brought a row last, without a new version of the row', async () => {
    const { destination, session } = await begin()
    await loadUsers(session, 'r1', [{ id: 'a' }], { partition: 'one' })
    const outcome = await loadUsers(session, 'r1', [{ id: 'a' }], { partition: 'two' })
    expect(outcome).toMatchObject({ unchanged: 1, updated: 0 })
    expect(destination.table('users')).toMatchObject([{ id: 'a', _mr_partition: 'two' }])
  })

  it('lets the highest cursor win, on a tie the later row', async () => {
    const { destination, session } = await begin()
    const outcome = await loadUsers(session, 'r1', [
      { id: 'a', name: 'newest', updated: late },
      { id: 'a', name: 'older', updated: early },
      { id: 'a', name: 'no cursor' },
      { id: 'b', name: 'first', updated: early, tags: ['lost'] },
      { id: 'b', name: 'second', updated: early, tags: ['kept'] },
    ])
    expect(outcome).toMatchObject({ inserted: 2, superseded: 3 })
    expect(destination.table('users')).toMatchObject([{ name: 'newest' }, { name: 'second' }])
    expect(destination.table('users_tags')).toMatchObject([{ value: 'kept' }])
  })

  it('compares with the stored cursor only where it is asked to', async () => {
    const { destination, session } = await begin()
    await loadUsers(session, 'r1', [{ id: 'a', name: 'stored', updated: late }])
    const compares = { stream: { comparesCursor: true } }
    const older = { id: 'a', name: 'older', updated: early }
    expect(await loadUsers(session, 'r1', [older], compares)).toMatchObject({ superseded: 1, updated: 0 })
    const filtered = { id: 'a', updated: early, operation: 'deleteByFilter' } as const
    expect(await loadUsers(session, 'r1', [filtered], compares)).toMatchObject({ deletedByFilter: 0, deleted: 0 })
    expect(destination.table('users')).toMatchObject([{ name: 'stored' }])
    expect(await loadUsers(session, 'r1', [older])).toMatchObject({ superseded: 0, updated: 1 })
  })

  it('deletes what source or filter say, with all rows of the record', async () => {
    const { destination, session } = await begin()
    await loadUsers(session, 'r1', [{ id: 'a', tags: ['x'] }, { id: 'b' }, { id: 'c' }])
    const outcome = await loadUsers(session, 'r1', [
      { id: 'a', operation: 'deleteBySource' },
      { id: 'b', operation: 'deleteByFilter' },
      { id: 'unknown', operation: 'deleteByFilter' },
      { id: 'c', operation: 'seen' },
    ])
    expect(outcome).toMatchObject({ deletedBySource: 1, deletedByFilter: 1, deleted: 2, unchanged: 0 })
    expect(outcome.tables).toMatchObject({ '': { deleted: 2 }, tags: { deleted: 1 } })
    expect(ids(destination)).toEqual(['c'])
    expect(destination.table('users_tags')).toEqual([])
  })

  it('forgets what came before a deletion by the source, the stored row included', async () => {
    const { destination, session } = await begin()
    await loadUsers(session, 'r1', [{ id: 'a', name: 'stored', updated: late }])
    const outcome = await loadUsers(
      session,
      'r1',
      [
        { id: 'a', name: 'before', updated: late },
        { id: 'a', operation: 'deleteBySource' },
        { id: 'a', name: 'after', updated: early },
      ],
      { stream: { comparesCursor: true } },
    )
    expect(outcome).toMatchObject({ updated: 1, superseded: 1, deletedBySource: 0, deleted: 0 })
    expect(destination.table('users')).toMatchObject([{ name: 'after' }])
  })

  it('marks instead of deleting, and inserts what returns', async () => {
    const { destination, session } = await begin()
    const marks = { stream: { deletions: 'mark' } } as const
    await loadUsers(session, 'r1', [{ id: 'a', tags: ['x'] }])
    const gone = { id: 'a', operation: 'deleteBySource' } as const
    expect(await loadUsers(session, 'r1', [gone], marks)).toMatchObject({ deletedBySource: 1, marked: 1, deleted: 0 })
    expect(destination.table('users')).toMatchObject([{ id: 'a', _mr_deleted_at: '1970-01-01T00:00:00Z' }])
    expect(await loadUsers(session, 'r1', [gone], marks)).toMatchObject({ deletedBySource: 0, marked: 0 })
    const back = await loadUsers(session, 'r1', [{ id: 'a', tags: ['x'] }], marks)
    expect(back).toMatchObject({ inserted: 1, tables: { '': { inserted: 1 }, tags: { inserted: 0 } } })
    expect(destination.table('users')).toMatchObject([{ id: 'a', _mr_deleted_at: null }])
  })

  it('leaves everything with the policy keep, and counts it', async () => {
    const { destination, session } = await begin()
    await loadUsers(session, 'r1', [{ id: 'a' }])
    const gone = { id: 'a', operation: 'deleteByFilter' } as const
    const outcome = await loadUsers(session, 'r1', [gone], { stream: { deletions: 'keep' } })
    expect(outcome).toMatchObject({ deletedByFilter: 1, kept: 1, deleted: 0 })
    expect(ids(destination)).toEqual(['a'])
  })

  it('reads partitions in the order in which the publish lists them', async () => {
    const { destination, session } = await begin()
    const commits = []
    for (const partition of ['one', 'two']) {
      const { attempt } = await session.beginAttempt({ stream: 'users', partition, generation: undefined, signal })
      await session.stage({ ...usersBatch([{ id: 'a', name: partition }], { attempt, partition }), signal })
      commits.unshift({
        partition,
        attempt,
        previousSequence: 0,
        savepoint: undefined,
        scopes: [],
        keepsSeen: false,
        hasEnded: true,
      })
    }
    await publishUsers(session, 'r1', { stream: { partitions: commits } })
    expect(destination.table('users')).toMatchObject([{ name: 'one' }])
  })
})

async function begin(): Promise<{ destination: MemoryDestination; session: Session }> {
  const destination = memoryDestination({ now: () => 0 })
  const session = await openRun(destination, 'r1')
  await changeUsers(session)
  return { destination, session }
}

function ids(destination: MemoryDestination): readonly unknown[] {
  return destination.table('users').map(({ id }) => id)
}
