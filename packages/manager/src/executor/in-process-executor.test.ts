import { expect, onTestFinished, test } from 'vitest'
import type { ClaimedRun, RunQueue, WorkOptions } from './executor.ts'
import { inProcessExecutor } from './in-process-executor.ts'

/** A queue of numbers; each work waits until it is ended, or aborted. */
class TestQueue implements RunQueue {
  readonly heartbeatIntervalInMs = 20
  readonly waiting: number[]
  readonly begun: number[] = []
  readonly ended = new Map<number, string>()
  readonly cancelled = new Set<number>()
  readonly lost = new Set<number>()
  readonly #ends = new Map<number, () => void>()

  constructor(...waiting: readonly number[]) {
    this.waiting = [...waiting]
  }

  async claim(): Promise<ClaimedRun | undefined> {
    const run = this.waiting.shift()
    return run === undefined ? undefined : { run, pipeline: run, account: 1 }
  }

  async heartbeat({ run }: ClaimedRun): Promise<'go-on' | 'cancel'> {
    if (this.lost.has(run)) throw Object.assign(new Error('lost'), { name: 'ClaimLostError' })
    return this.cancelled.has(run) ? 'cancel' : 'go-on'
  }

  async work({ run }: ClaimedRun, { signal, draining }: WorkOptions): Promise<void> {
    this.begun.push(run)
    await new Promise<void>((resolve) => {
      this.#ends.set(run, resolve)
      signal.addEventListener('abort', () => resolve())
    })
    this.ended.set(run, signal.aborted ? 'aborted' : draining.aborted ? 'drained' : 'done')
  }

  async release({ run }: ClaimedRun): Promise<void> {
    this.waiting.unshift(run)
  }

  end(run: number): void {
    this.#ends.get(run)?.()
  }
}

function start(queue: TestQueue, concurrency: number): ReturnType<typeof inProcessExecutor> {
  const executor = inProcessExecutor({ concurrency, pollIntervalInMs: 10 })
  onTestFinished(() => executor.stop({ graceInMs: 0 }))
  executor.start(queue)
  return executor
}

test('it carries out no more than it may side by side, and goes on as soon as one has ended', async () => {
  const queue = new TestQueue(1, 2, 3)
  start(queue, 2)
  await expect.poll(() => queue.begun).toEqual([1, 2])
  queue.end(2)
  await expect.poll(() => queue.begun).toEqual([1, 2, 3])
  expect(queue.ended.get(2)).toBe('done')
})

test('what others have queued is found by looking', async () => {
  const queue = new TestQueue()
  start(queue, 2)
  queue.waiting.push(7)
  await expect.poll(() => queue.begun).toEqual([7])
})

test('a run that is cancelled, or whose claim is lost, is aborted', async () => {
  const queue = new TestQueue(1, 2, 3)
  const executor = start(queue, 3)
  await expect.poll(() => queue.begun).toEqual([1, 2, 3])
  queue.cancelled.add(1)
  queue.lost.add(2)
  executor.wake()
  await expect
    .poll(() => [...queue.ended])
    .toEqual([
      [1, 'aborted'],
      [2, 'aborted'],
    ])
})

test('stopping takes nothing new, and lets what runs come to an end within the grace', async () => {
  const queue = new TestQueue(1)
  const executor = start(queue, 2)
  await expect.poll(() => queue.begun).toEqual([1])
  const stopping = executor.stop({ graceInMs: 10_000 })
  queue.waiting.push(2)
  executor.wake()
  queue.end(1)
  await stopping
  expect([...queue.ended]).toEqual([[1, 'drained']])
  expect(queue.begun).toEqual([1])
})

test('what has not ended within the grace is aborted', async () => {
  const queue = new TestQueue(1)
  const executor = start(queue, 1)
  await expect.poll(() => queue.begun).toEqual([1])
  await executor.stop({ graceInMs: 1 })
  expect([...queue.ended]).toEqual([[1, 'aborted']])
})

test('it works for one manager', () => {
  const executor = start(new TestQueue(), 1)
  expect(() => executor.start(new TestQueue())).toThrow('an executor works for one manager')
})
