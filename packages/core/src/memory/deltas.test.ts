import { describe, expect, it } from 'vitest'
import { changeUsers, loadUsers, openRun } from '../../test/support/destination-run.ts'
import { liveRows, replayDelta } from '../../test/support/replay-delta.ts'
import { column, usersSchema } from '../../test/support/users-stream.ts'
import type { Session } from '../contract/session.ts'
import { memoryDestination } from './memory-destination.ts'
import type { MemoryDestination } from './memory-destination.ts'

const tagKey = ['user_id', '_index']

describe('deltas', () => {
  it('write full images, old ones for deletions', async () => {
    const { destination, session } = await begin(true)
    await loadUsers(session, 'r1', [{ id: 'a', name: 'A', tags: ['x'] }])
    await loadUsers(session, 'r1', [{ id: 'a', name: 'A', age: 1, tags: ['x'] }])
    await loadUsers(session, 'r1', [{ id: 'a', operation: 'deleteBySource' }])
    const common = {
      _mr_at: '1970-01-01T00:00:00Z',
      _mr_run: 'r1',
      id: 'a',
      _mr_partition: '',
      name: 'A',
      updated: null,
    }
    expect(destination.table('history')).toEqual([
      { _mr_op: 'insert', _mr_seq: 1, age: null, ...common },
      { _mr_op: 'update', _mr_seq: 2, age: 1, ...common },
      { _mr_op: 'delete', _mr_seq: 3, age: 1, ...common },
    ])
    expect(destination.table('history_tags')).toMatchObject([
      { _mr_op: 'insert', _mr_seq: 1, user_id: 'a', _index: 0, value: 'x' },
      { _mr_op: 'delete', _mr_seq: 3, user_id: 'a', _index: 0, value: 'x' },
    ])
  })

  it('write a mark as a deletion and a return as an insertion', async () => {
    const { destination, session } = await begin(true)
    const marks = { stream: { deletions: 'mark' } } as const
    await loadUsers(session, 'r1', [{ id: 'a', tags: ['x'] }], marks)
    await loadUsers(session, 'r1', [{ id: 'a', operation: 'deleteBySource' }], marks)
    expect(replayDelta(destination.table('history'), { key: ['id'] })).toEqual([])
    await loadUsers(session, 'r1', [{ id: 'a', tags: ['x'] }], marks)
    expect(operations(destination, 'history')).toEqual(['insert', 'delete', 'insert'])
    expect(operations(destination, 'history_tags')).toEqual(['insert'])
  })

  it('begin with the rows that stand, before the changes of the publish', async () => {
    const { destination, session } = await begin(false)
    await loadUsers(session, 'r1', [{ id: 'a', tags: ['x'] }, { id: 'b' }])
    await loadUsers(session, 'r1', [{ id: 'z' }])
    await loadUsers(session, 'r1', [{ id: 'z', operation: 'deleteBySource' }], { stream: { deletions: 'mark' } })
    await changeUsers(session, usersSchema({ version: 1, delta: 'history' }))
    expect(destination.table('history')).toEqual([])
    await loadUsers(session, 'r1', [{ id: 'b', age: 1 }])
    expect(destination.table('history')).toMatchObject([
      { _mr_op: 'insert', _mr_seq: 4, id: 'a' },
      { _mr_op: 'insert', _mr_seq: 4, id: 'b', age: null },
      { _mr_op: 'update', _mr_seq: 5, id: 'b', age: 1 },
    ])
    await loadUsers(session, 'r1', [{ id: 'c' }])
    expect(operations(destination, 'history')).toHaveLength(4)
  })

  it('catch up when they go on after a time without them', async () => {
    const { destination, session } = await begin(true)
    await loadUsers(session, 'r1', [{ id: 'a' }, { id: 'b' }, { id: 'c' }])
    await changeUsers(session, usersSchema({ version: 1 }))
    await loadUsers(session, 'r1', [{ id: 'a', operation: 'deleteBySource' }, { id: 'b', age: 2 }, { id: 'd' }])
    expect(operations(destination, 'history')).toHaveLength(3)
    await changeUsers(session, usersSchema({ version: 2, columns: [column('email', 'text')] }))
    await changeUsers(session, usersSchema({ version: 3, delta: 'history', columns: [column('email', 'text')] }))
    await loadUsers(session, 'r1', [])
    expect(new Set(operations(destination, 'history').slice(3))).toEqual(new Set(['delete', 'insert', 'update']))
    expectReplay(destination)
  })

  it('rebuild the table as of any commit', async () => {
    const { destination, session } = await begin(true)
    const standing = []
    const loads = [
      [{ id: 'a', tags: ['x', 'y'] }, { id: 'b' }],
      [
        { id: 'a', tags: ['y'] },
        { id: 'b', operation: 'deleteByFilter' as const },
      ],
      [
        { id: 'b', tags: ['z'] },
        { id: 'a', name: 'A' },
      ],
      [
        { id: 'a', operation: 'deleteBySource' as const },
        { id: 'a', tags: ['w', 'v'] },
      ],
    ]
    for (const rows of loads) {
      await loadUsers(session, 'r1', rows)
      standing.push([liveRows(destination.table('users'), ['id']), liveRows(destination.table('users_tags'), tagKey)])
    }
    const rebuilt = loads.map((_, index) => [
      replayDelta(destination.table('history'), { key: ['id'], until: index + 1 }),
      replayDelta(destination.table('history_tags'), { key: tagKey, until: index + 1 }),
    ])
    expect(rebuilt).toEqual(standing)
  })

  it('keep their history under another name', async () => {
    const { destination, session } = await begin(true)
    await loadUsers(session, 'r1', [{ id: 'a' }])
    await changeUsers(session, usersSchema({ version: 1, delta: 'past' }))
    await loadUsers(session, 'r1', [{ id: 'b' }])
    expect(destination.deltaTable('past').map(({ id }) => id)).toEqual(['a', 'b'])
  })
})

async function begin(hasDeltas: boolean): Promise<{ destination: MemoryDestination; session: Session }> {
  const destination = memoryDestination({ now: () => 0 })
  const session = await openRun(destination, 'r1')
  await changeUsers(session, usersSchema(hasDeltas ? { delta: 'history' } : {}))
  return { destination, session }
}

function operations(destination: MemoryDestination, name: string): unknown[] {
  return destination.deltaTable(name).map((row) => row['_mr_op'])
}

function expectReplay(destination: MemoryDestination): void {
  expect(replayDelta(destination.table('history'), { key: ['id'] })).toEqual(
    liveRows(destination.table('users'), ['id']),
  )
}
