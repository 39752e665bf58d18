import { describe, expect, it } from 'vitest'
import {
  changeUsers,
  loadUsers,
  logger,
  openRun,
  publishAll,
  publishUsers,
  reject,
  runRecord,
  signal,
  stageUsers,
  usersPublish,
} from '../../test/support/destination-run.ts'
import { usersSchema } from '../../test/support/users-stream.ts'
import { CommitConflictError } from '../contract/errors/commit-conflict-error.ts'
import { DestinationError } from '../contract/errors/destination-error.ts'
import type { PublishedPartition } from '../contract/publish.ts'
import type { Session } from '../contract/session.ts'
import { memoryDestination } from './memory-destination.ts'
import type { MemoryDestination } from './memory-destination.ts'

describe('publish', () => {
  it('leaves nothing when it fails at its very end', async () => {
    const { destination, session } = await begin()
    await loadUsers(session, 'r1', [{ id: 'a', tags: ['x'] }])
    const before = look(destination)
    const attempt = await stageUsers(session, [{ id: 'a', name: 'A' }, { id: 'b' }])
    const partitions = [commit(attempt, { savepoint: { connector: 'c', version: 1, value: 1 } })]
    const streams = [{ ...usersPublish, partitions, addedRejects: [reject('x')] }]
    const record = (): never => {
      throw new Error('too late')
    }
    await expect(session.publish({ streams, record, signal })).rejects.toThrow('too late')
    expect(look(destination)).toEqual(before)
    const outcome = await publishAll(session, 'r1', { streams })
    expect(outcome).toMatchObject({ sequence: 2, streams: { users: { inserted: 1, updated: 1 } } })
    expect(destination.savepoints('p', 'users')).toMatchObject([{ sequence: 1, value: 1 }])
  })

  it('shows readers the state before it until it is over', async () => {
    const { destination, session } = await begin()
    const attempt = await stageUsers(session, [{ id: 'a' }])
    await session.publish({
      streams: [{ ...usersPublish, partitions: [commit(attempt)] }],
      record: () => {
        expect(destination.table('users')).toEqual([])
        return runRecord({ id: 'r1', number: 1, pipeline: 'p' })
      },
      signal,
    })
    expect(destination.table('users')).toHaveLength(1)
  })

  it('is described with the rows that stand, marked ones included', async () => {
    const { destination, session } = await begin()
    await loadUsers(session, 'r1', [{ id: 'a', tags: ['x', 'y'] }, { id: 'b' }])
    await loadUsers(session, 'r1', [{ id: 'b', operation: 'deleteBySource' }], { stream: { deletions: 'mark' } })
    expect(destination.describe()).toMatchObject([{ pipeline: 'p', rowCounts: { '': 2, tags: 2 } }])
  })

  it('moves a savepoint only with a new one, and counts it', async () => {
    const { destination, session } = await begin()
    const attempt = await stageUsers(session, [])
    const first = commit(attempt, { savepoint: { connector: 'c', version: 1, value: { page: 1 } } })
    await publishUsers(session, 'r1', { stream: { partitions: [first] } })
    const refused = publishUsers(session, 'r1', { stream: { partitions: [first] } })
    await expect(refused).rejects.toThrow(CommitConflictError)
    await publishUsers(session, 'r1', { stream: { partitions: [commit(attempt, { previousSequence: 1 })] } })
    const next = await session.beginAttempt({ stream: 'users', partition: '', generation: undefined, signal })
    expect(next).toMatchObject({ sequence: 1, savepoint: { version: 1, value: { page: 1 } } })
    expect(destination.savepoints('p', 'users')).toHaveLength(1)
  })

  it('publishes what was staged once', async () => {
    const { session } = await begin()
    const attempt = await stageUsers(session, [{ id: 'a' }])
    const stream = { partitions: [commit(attempt)] }
    expect(await publishUsers(session, 'r1', { stream })).toMatchObject({ inserted: 1 })
    expect(await publishUsers(session, 'r1', { stream })).toMatchObject({ inserted: 0, unchanged: 0 })
  })

  it('leaves the staging of other partitions alone', async () => {
    const { session } = await begin()
    const one = await stageUsers(session, [{ id: 'a' }], { partition: 'one' })
    const two = await stageUsers(session, [{ id: 'b' }], { partition: 'two' })
    await publishUsers(session, 'r1', { stream: { partitions: [{ ...commit(one), partition: 'one' }] } })
    const later = await publishUsers(session, 'r1', { stream: { partitions: [{ ...commit(two), partition: 'two' }] } })
    expect(later).toMatchObject({ inserted: 1 })
  })

  it('keeps rejects by id, and those added win', async () => {
    const { destination, session } = await begin()
    await publishUsers(session, 'r1', { stream: { addedRejects: [reject('b'), reject('a'), reject('c')] } })
    const changes = { removedRejects: ['a', 'b'], addedRejects: [{ ...reject('b'), retries: 1 }] }
    await publishUsers(session, 'r1', { stream: changes })
    expect(destination.rejects('p', 'users')).toEqual([{ ...reject('b'), retries: 1 }, reject('c')])
    expect(await session.readRejects({ stream: 'users', after: 'b', limit: 5, signal })).toEqual([reject('c')])
    expect(await session.readStream({ stream: 'users', signal })).toMatchObject({ rejects: 2 })
  })

  it('ends the run with its record', async () => {
    const { destination, session } = await begin()
    await publishUsers(session, 'r1', { status: 'succeeded' })
    expect(destination.runs()).toMatchObject([{ id: 'r1', status: 'succeeded' }])
    await expect(publishUsers(session, 'r1')).rejects.toThrow('run r1 has ended')
  })

  it('refuses a record of another run', async () => {
    const { session } = await begin()
    const publish = session.publish({
      streams: [],
      record: () => runRecord({ id: 'r2', number: 1, pipeline: 'p' }),
      signal,
    })
    await expect(publish).rejects.toThrow(DestinationError)
  })

  it('publishes several streams at once, or none of them', async () => {
    const { destination, session } = await begin()
    await changeUsers(session, { ...usersSchema({ name: 'people' }), stream: 'people' })
    const attempt = await stageUsers(session, [{ id: 'a' }])
    const streams = [{ ...usersPublish, partitions: [commit(attempt)] }]
    const stale = [...streams, { ...usersPublish, stream: 'people', partitions: [commit(7)] }]
    await expect(publishAll(session, 'r1', { streams: stale })).rejects.toThrow(CommitConflictError)
    expect(destination.table('users')).toEqual([])
  })

  it('answers with copies', async () => {
    const { destination, session } = await begin()
    const value: { page: number } = { page: 1 }
    const attempt = await stageUsers(session, [])
    const partitions = [commit(attempt, { savepoint: { connector: 'c', version: 1, value } })]
    await publishUsers(session, 'r1', { stream: { partitions } })
    value.page = 2
    const state = await destination.inspect({ pipeline: 'p', maxRuns: 5, signal, logger })
    expect(state).toMatchObject({ streams: [{ savepoints: [{ value: { page: 1 } }] }], runs: [{ id: 'r1' }] })
  })
})

async function begin(): Promise<{ destination: MemoryDestination; session: Session }> {
  const destination = memoryDestination({ now: () => 0 })
  const session = await openRun(destination, 'r1')
  await changeUsers(session, usersSchema({ delta: 'history' }))
  return { destination, session }
}

function look(destination: MemoryDestination): unknown {
  return {
    tables: ['users', 'users_tags', 'history', 'history_tags'].map((name) => destination.table(name)),
    savepoints: destination.savepoints('p', 'users'),
    rejects: destination.rejects('p', 'users'),
    runs: destination.runs(),
  }
}

function commit(attempt: number, given: Partial<PublishedPartition> = {}): PublishedPartition {
  const usual = {
    partition: '',
    previousSequence: 0,
    savepoint: undefined,
    scopes: [],
    keepsSeen: false,
    hasEnded: false,
  }
  return { ...usual, attempt, ...given }
}
