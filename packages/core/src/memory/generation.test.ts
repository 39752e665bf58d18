import { describe, expect, it } from 'vitest'
import { changeUsers, openRun, publishUsers, reject, signal, stageUsers } from '../../test/support/destination-run.ts'
import { usersBatch } from '../../test/support/users-stream.ts'
import { CommitConflictError } from '../contract/errors/commit-conflict-error.ts'
import { DestinationError } from '../contract/errors/destination-error.ts'
import type { Generation } from '../contract/generation.ts'
import type { PartitionStage } from '../contract/publish.ts'
import type { Session } from '../contract/session.ts'
import { memoryDestination } from './memory-destination.ts'
import type { MemoryDestination } from './memory-destination.ts'

describe('generation', () => {
  it('changes tables and savepoints only when it is published, whole', async () => {
    const { destination, session, generation } = await begin()
    const one = await stageUsers(session, [{ id: 'a' }], { partition: 'one', generation })
    await session.stagePartition(commit({ generation, attempt: one, savepoint: savepoint(1), isDone: true }))
    const whole = { stream: { generation } }
    await expect(publishUsers(session, 'r1', whole)).rejects.toThrow("these are not staged whole: 'two'")
    expect(destination.table('users')).toEqual([])
    const two = await stageUsers(session, [{ id: 'b' }], { partition: 'two', generation })
    await session.stagePartition(commit({ generation, partition: 'two', attempt: two, isDone: true }))
    expect(await publishUsers(session, 'r1', whole)).toMatchObject({ inserted: 2 })
    expect(destination.table('users')).toMatchObject([{ id: 'a' }, { id: 'b' }])
    expect(destination.savepoints('p', 'users')).toEqual([
      { connector: 'c', version: 1, stream: 'users', partition: 'one', sequence: 1, value: 1 },
    ])
    expect(await session.readStream({ stream: 'users', signal })).toMatchObject({ generation: undefined })
  })

  it('survives the death of its run with what was staged durably, and nothing else', async () => {
    const { destination, session, generation, clock } = await begin()
    const first = await stageUsers(session, [{ id: 'a' }], { partition: 'one', generation })
    await session.stagePartition(commit({ generation, attempt: first, savepoint: savepoint({ page: 2 }), records: 1 }))
    await session.stage({ ...usersBatch([{ id: 'lost' }], { attempt: first, partition: 'one', from: 1 }), signal })
    clock.time = 5000
    const next = await openRun(destination, 'r2')
    const state = await next.readStream({ stream: 'users', signal })
    expect(state.generation?.partitions).toEqual([
      { partition: 'one', sequence: 1, savepoint: { page: 2 }, isDone: false, records: 1, suspendsDeletions: false },
      { partition: 'two', sequence: 0, savepoint: undefined, isDone: false, records: 0, suspendsDeletions: false },
    ])
    const attempt = await next.beginAttempt({ stream: 'users', partition: 'one', generation, signal })
    expect(attempt).toEqual({
      attempt: first + 1,
      sequence: 1,
      savepoint: { version: 1, value: { page: 2 } },
      nextOrdinal: 2,
      isContinued: false,
    })
    await next.stage({ ...usersBatch([{ id: 'b' }], { attempt: attempt.attempt, partition: 'one', from: 2 }), signal })
    await next.stagePartition(commit({ generation, attempt: attempt.attempt, previousSequence: 1, isDone: true }))
    await finishTwo(next, generation)
    await publishUsers(next, 'r2', { stream: { generation } })
    expect(destination.savepoints('p', 'users')).toMatchObject([{ partition: 'one', value: { page: 2 } }])
    expect(destination.table('users')).toMatchObject([{ id: 'a' }, { id: 'b' }])
  })

  it('stays when its run closes, without what no savepoint refers to', async () => {
    const { destination, session, generation } = await begin()
    const attempt = await stageUsers(session, [{ id: 'a' }], { partition: 'one', generation })
    await session.stagePartition(commit({ generation, attempt, isDone: true }))
    await stageUsers(session, [{ id: 'lost' }], { partition: 'two', generation })
    await session[Symbol.asyncDispose]()
    const next = await openRun(destination, 'r2')
    await finishTwo(next, generation)
    await publishUsers(next, 'r2', { stream: { generation } })
    expect(destination.table('users')).toMatchObject([{ id: 'a' }])
  })

  it('refuses a commit that does not follow the last one', async () => {
    const { session, generation } = await begin()
    const attempt = await stageUsers(session, [{ id: 'a' }], { partition: 'one', generation })
    const first = commit({ generation, attempt, savepoint: savepoint(1) })
    await session.stagePartition(first)
    await expect(session.stagePartition(first)).rejects.toThrow(CommitConflictError)
    const again = await stageUsers(session, [], { partition: 'one', generation })
    const stale = session.stagePartition({ ...first, previousSequence: 1 })
    await expect(stale).rejects.toThrow(CommitConflictError)
    await session.stagePartition(commit({ generation, attempt: again, previousSequence: 1 }))
  })

  it('is there once, and gone when it is discarded', async () => {
    const { session, generation } = await begin()
    await expect(open(session)).rejects.toThrow(`stream users has an open generation, ${generation}`)
    const attempt = await stageUsers(session, [{ id: 'a' }], { partition: 'one', generation })
    await session.discardGeneration({ stream: 'users', signal })
    const late = session.stagePartition(commit({ generation, attempt }))
    await expect(late).rejects.toThrow(CommitConflictError)
    const stage = session.stage({ ...usersBatch([], { attempt, partition: 'one' }), signal })
    await expect(stage).rejects.toThrow(CommitConflictError)
    await session.discardGeneration({ stream: 'users', signal })
    const next = await open(session)
    expect(next.id).not.toBe(generation)
    expect(next.partitions).toMatchObject([{ sequence: 0 }, { sequence: 0 }])
  })

  it('has the partitions it was begun with', async () => {
    const { session, generation } = await begin()
    const stage = stageUsers(session, [], { partition: 'three', generation })
    await expect(stage).rejects.toThrow(
      "partition 'three' is not in generation 1 of stream users, which has: 'one', 'two'",
    )
  })

  it('is published with what was staged beside it, which comes after it', async () => {
    const { destination, session, generation } = await begin()
    const attempt = await stageUsers(session, [{ id: 'a', name: 'read' }], { partition: 'one', generation })
    await session.stagePartition(commit({ generation, attempt, isDone: true }))
    await finishTwo(session, generation)
    const beside = await stageUsers(session, [{ id: 'a', name: 'asked' }], { partition: 'asked' })
    const asked = { partition: 'asked', attempt: beside, previousSequence: 0, savepoint: undefined }
    const partitions = [{ ...asked, scopes: [], keepsSeen: false, hasEnded: true }]
    const outcome = await publishUsers(session, 'r1', { stream: { generation, partitions } })
    expect(outcome).toMatchObject({ inserted: 1, superseded: 1 })
    expect(destination.table('users')).toMatchObject([{ id: 'a', name: 'asked' }])
  })

  it('keeps the rejects of its stagings until it is published', async () => {
    const { destination, session, generation } = await begin()
    await publishUsers(session, 'r1', { stream: { addedRejects: [reject('old')] } })
    const attempt = await stageUsers(session, [], { partition: 'one', generation })
    const first = { removedRejects: ['old'], addedRejects: [reject('a'), reject('b')] }
    await session.stagePartition({ ...commit({ generation, attempt }), ...first })
    const second = { removedRejects: ['a'], previousSequence: 1, isDone: true }
    await session.stagePartition({ ...commit({ generation, attempt }), ...second })
    await finishTwo(session, generation)
    expect(destination.rejects('p', 'users')).toEqual([reject('old')])
    await publishUsers(session, 'r1', { stream: { generation, addedRejects: [reject('c')] } })
    expect(destination.rejects('p', 'users')).toEqual([reject('b'), reject('c')])
  })

  it('puts its definition in force', async () => {
    const { session, generation } = await begin()
    for (const partition of ['one', 'two']) {
      const attempt = await stageUsers(session, [], { partition, generation })
      await session.stagePartition(commit({ generation, partition, attempt, isDone: true }))
    }
    await publishUsers(session, 'r1', { stream: { generation } })
    expect(await session.readStream({ stream: 'users', signal })).toMatchObject({ definition: { version: 2 } })
  })

  it('deletes nothing where a record without a key was met', async () => {
    const { session, generation } = await begin()
    const attempt = await stageUsers(session, [], { partition: 'one', generation })
    await session.stagePartition({ ...commit({ generation, attempt, isDone: true }), suspendsDeletions: true })
    await finishTwo(session, generation)
    const publish = publishUsers(session, 'r1', { stream: { generation, appliesMissing: true } })
    await expect(publish).rejects.toThrow(DestinationError)
    await publishUsers(session, 'r1', { stream: { generation } })
  })
})

interface Begun {
  readonly destination: MemoryDestination
  readonly session: Session
  readonly generation: string
  readonly clock: { time: number }
}

async function begin(): Promise<Begun> {
  const clock = { time: 0 }
  const destination = memoryDestination({ now: () => clock.time })
  const session = await openRun(destination, 'r1')
  await changeUsers(session)
  const { id } = await open(session)
  return { destination, session, generation: id, clock }
}

function open(session: Session): Promise<Generation> {
  const request = { stream: 'users', partitions: ['one', 'two'], startBound: '2026', definition: { version: 2 } }
  return session.beginGeneration({ ...request, isRebuild: false, signal })
}

function savepoint(value: number | { readonly page: number }): PartitionStage['savepoint'] {
  return { connector: 'c', version: 1, value }
}

function commit(
  given: Partial<PartitionStage> & Pick<PartitionStage, 'generation' | 'attempt'>,
): PartitionStage & { readonly signal: AbortSignal } {
  const usual = { stream: 'users', partition: 'one', previousSequence: 0, savepoint: undefined, isDone: false }
  return {
    ...usual,
    records: 0,
    suspendsDeletions: false,
    scopes: [],
    addedRejects: [],
    removedRejects: [],
    ...given,
    signal,
  }
}

async function finishTwo(session: Session, generation: string): Promise<void> {
  const attempt = await stageUsers(session, [], { partition: 'two', generation })
  await session.stagePartition(commit({ generation, partition: 'two', attempt, isDone: true }))
}
