import { describe, expect, it } from 'vitest'
import {
  changeUsers,
  loadUsers,
  logger,
  openRun,
  publishUsers,
  signal,
  stageUsers,
} from '../../test/support/destination-run.ts'
import { CommitConflictError } from '../contract/errors/commit-conflict-error.ts'
import { DestinationError } from '../contract/errors/destination-error.ts'
import { LeaseLostError } from '../contract/errors/lease-lost-error.ts'
import { PipelineBusyError } from '../contract/errors/pipeline-busy-error.ts'
import { memoryDestination } from './memory-destination.ts'
import type { MemoryDestination } from './memory-destination.ts'

class Clock {
  time = 0
  readonly now = (): number => this.time
}

describe('lease', () => {
  it('refuses a second run while the first is alive, and says who holds it', async () => {
    const { destination } = begin()
    await openRun(destination, 'r1')
    const second = openRun(destination, 'r2')
    await expect(second).rejects.toThrow(PipelineBusyError)
    await expect(second).rejects.toThrow('pipeline p is held by run r1, at least until 1970-01-01T00:00:01.000Z')
    expect(destination.runs().map(({ id }) => id)).toEqual(['r1'])
  })

  it('lets one of many that come at once through', async () => {
    const { destination } = begin()
    const runs = Array.from({ length: 20 }, (_, index) => openRun(destination, `r${index}`))
    const results = await Promise.allSettled(runs)
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(destination.runs()).toHaveLength(1)
  })

  it('lets pipelines run side by side, with run numbers of the destination', async () => {
    const { destination } = begin()
    const first = await openRun(destination, 'r1', { pipeline: 'p' })
    const second = await openRun(destination, 'r2', { pipeline: 'q' })
    expect([first.runNumber, second.runNumber]).toEqual([1, 2])
    expect(destination.runs('q')).toMatchObject([{ id: 'r2', number: 2, status: 'running' }])
  })

  it('gives a higher epoch with every taking', async () => {
    const { destination } = begin()
    const first = await openRun(destination, 'r1')
    await first[Symbol.asyncDispose]()
    const second = await openRun(destination, 'r2')
    expect(second.epoch).toBeGreaterThan(first.epoch)
  })

  it('is prolonged from the time of renewing', async () => {
    const { destination, clock } = begin()
    const session = await openRun(destination, 'r1')
    clock.time = 900
    await session.renewLease({ signal })
    clock.time = 1800
    await expect(openRun(destination, 'r2')).rejects.toThrow(PipelineBusyError)
  })

  it('may be used and renewed after its end, while nobody took it over', async () => {
    const { destination, clock } = begin()
    const session = await openRun(destination, 'r1')
    clock.time = 5000
    await changeUsers(session)
    await loadUsers(session, 'r1', [{ id: 'a' }])
    await session.renewLease({ signal })
    await expect(openRun(destination, 'r2')).rejects.toThrow(PipelineBusyError)
  })

  it('ends the run of a silent holder and refuses everything it still tries', async () => {
    const { destination, clock } = begin()
    const silent = await openRun(destination, 'r1')
    await changeUsers(silent)
    await stageUsers(silent, [{ id: 'a' }])
    clock.time = 1000
    const next = await openRun(destination, 'r2')
    const error = 'the process that ran it went silent; its lease ended at 1970-01-01T00:00:01.000Z'
    expect(next.endedRuns).toMatchObject([{ id: 'r1', status: 'failed', endedAt: '1970-01-01T00:00:01.000Z', error }])
    expect(destination.runs()).toMatchObject([
      { id: 'r2', status: 'running' },
      { id: 'r1', status: 'failed', error },
    ])
    const tries = [
      publishUsers(silent, 'r1'),
      silent.renewLease({ signal }),
      changeUsers(silent),
      stageUsers(silent, []),
      silent.discardGeneration({ stream: 'users', signal }),
    ]
    for (const attempt of tries) await expect(attempt).rejects.toThrow(LeaseLostError)
    await silent[Symbol.asyncDispose]()
    await expect(openRun(destination, 'r3')).rejects.toThrow(PipelineBusyError)
  })

  it('ends the record of a run that was given up, when the next one opens', async () => {
    const { destination } = begin()
    const session = await openRun(destination, 'r1')
    await session[Symbol.asyncDispose]()
    expect(destination.runs()).toMatchObject([{ status: 'running' }])
    const next = await openRun(destination, 'r2')
    expect(next.endedRuns).toMatchObject([{ id: 'r1', status: 'failed' }])
    expect(next.endedRuns[0]?.error).toContain('gave up its lease at')
  })

  it('says whether a pipeline is busy', async () => {
    const { destination, clock } = begin()
    const isBusy = async (): Promise<boolean> =>
      (await destination.inspect({ pipeline: 'p', maxRuns: 1, signal, logger })).isBusy
    expect(await isBusy()).toBe(false)
    await openRun(destination, 'r1')
    expect(await isBusy()).toBe(true)
    clock.time = 1000
    expect(await isBusy()).toBe(false)
  })

  it('refuses a session that was closed, and may be closed twice', async () => {
    const { destination } = begin()
    const session = await openRun(destination, 'r1')
    await session[Symbol.asyncDispose]()
    await session[Symbol.asyncDispose]()
    await expect(session.renewLease({ signal })).rejects.toThrow(DestinationError)
  })

  it('gives nothing to a caller that has given up', async () => {
    const { destination } = begin()
    const session = await openRun(destination, 'r1')
    const reason = new Error('enough')
    const aborted = AbortSignal.abort(reason)
    await expect(session.readStream({ stream: 'users', signal: aborted })).rejects.toBe(reason)
  })
})

describe('workers', () => {
  it('join a live run by its epoch only', async () => {
    const { destination, clock } = begin()
    const holder = await openRun(destination, 'r1')
    const worker = await openRun(destination, 'r1', { join: holder.epoch })
    expect(worker).toMatchObject({ epoch: holder.epoch, runNumber: holder.runNumber })
    expect(destination.runs()).toHaveLength(1)
    await expect(openRun(destination, 'r1', { join: holder.epoch + 1 })).rejects.toThrow(LeaseLostError)
    await expect(openRun(destination, 'r2', { join: holder.epoch })).rejects.toThrow(LeaseLostError)
    clock.time = 1000
    await expect(openRun(destination, 'r1', { join: holder.epoch })).rejects.toThrow(LeaseLostError)
  })

  it('take only their own staging with them', async () => {
    const { destination } = begin()
    const holder = await openRun(destination, 'r1')
    await changeUsers(holder)
    const worker = await openRun(destination, 'r1', { join: holder.epoch })
    const own = await stageUsers(holder, [{ id: 'a' }], { partition: 'one' })
    const others = await stageUsers(worker, [{ id: 'b' }], { partition: 'two' })
    await worker[Symbol.asyncDispose]()
    const commit = { previousSequence: 0, savepoint: undefined, scopes: [], keepsSeen: false, hasEnded: true }
    const partitions = [
      { ...commit, partition: 'one', attempt: own },
      { ...commit, partition: 'two', attempt: others },
    ]
    await publishUsers(holder, 'r1', { stream: { partitions } })
    expect(destination.table('users')).toMatchObject([{ id: 'a' }])
  })

  it('lose a partition to whoever begins it next', async () => {
    const { destination } = begin()
    const holder = await openRun(destination, 'r1')
    await changeUsers(holder)
    const worker = await openRun(destination, 'r1', { join: holder.epoch })
    const old = await stageUsers(worker, [{ id: 'old' }])
    const attempt = await stageUsers(holder, [{ id: 'new' }])
    expect(attempt).toBeGreaterThan(old)
    const commit = {
      partition: '',
      previousSequence: 0,
      savepoint: undefined,
      scopes: [],
      keepsSeen: false,
      hasEnded: true,
    }
    const late = publishUsers(worker, 'r1', { stream: { partitions: [{ ...commit, attempt: old }] } })
    await expect(late).rejects.toThrow(CommitConflictError)
    await publishUsers(holder, 'r1', { stream: { partitions: [{ ...commit, attempt }] } })
    expect(destination.table('users')).toMatchObject([{ id: 'new' }])
  })

  it('can commit nothing after the run has ended', async () => {
    const { destination } = begin()
    const holder = await openRun(destination, 'r1')
    const worker = await openRun(destination, 'r1', { join: holder.epoch })
    await holder[Symbol.asyncDispose]()
    await expect(worker.renewLease({ signal })).rejects.toThrow(LeaseLostError)
  })
})

function begin(): { destination: MemoryDestination; clock: Clock } {
  const clock = new Clock()
  return { destination: memoryDestination({ now: clock.now }), clock }
}
