import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { setTimeout as wait } from 'node:timers/promises'
import PQueue from 'p-queue'
import type { ClaimedRun, Executor, RunQueue } from './executor.ts'

export interface InProcessOptions {
  /** Runs that are carried out side by side. Default 4. */
  readonly concurrency?: number
  /** How often it looks for runs that other processes queued. Default 1,000. */
  readonly pollIntervalInMs?: number
}

/** Carries runs out in this process. Others may do the same on the same store. */
export function inProcessExecutor(options: InProcessOptions = {}): Executor {
  return new InProcessExecutor(options)
}

/** A run that is being carried out here. */
interface Live {
  readonly claimed: ClaimedRun
  readonly abort: AbortController
  readonly heart: Heart
}

/** Beats until it is stopped; at once when it is asked to. */
interface Heart extends Disposable {
  beat(): void
}

class InProcessExecutor implements Executor {
  readonly #worker: string = `${hostname()}:${process.pid}:${randomUUID().slice(0, 8)}`
  readonly #queue: PQueue
  readonly #pollIntervalInMs: number
  readonly #draining: AbortController = new AbortController()
  readonly #live: Set<Live> = new Set()
  #runs: RunQueue | undefined
  #timer: NodeJS.Timeout | undefined
  #filling: Promise<void> | undefined
  #isWanted = false

  constructor({ concurrency = 4, pollIntervalInMs = 1_000 }: InProcessOptions) {
    this.#queue = new PQueue({ concurrency })
    this.#pollIntervalInMs = pollIntervalInMs
  }

  start(queue: RunQueue): void {
    if (this.#runs !== undefined) throw new TypeError('an executor works for one manager: make another one')
    this.#runs = queue
    this.#timer = setInterval(() => this.#fill(), this.#pollIntervalInMs)
    this.#fill()
  }

  wake(): void {
    for (const { heart } of this.#live) heart.beat()
    this.#fill()
  }

  async stop({ graceInMs }: { readonly graceInMs: number }): Promise<void> {
    clearInterval(this.#timer)
    this.#draining.abort(new Error('the process stops'))
    await this.#filling
    const idle = this.#queue.onIdle()
    const given = new AbortController()
    await Promise.race([idle, wait(graceInMs, undefined, { signal: given.signal }).catch(() => undefined)])
    given.abort()
    for (const { abort } of this.#live) abort.abort(new Error('the process stops, and the grace is over'))
    await idle
  }

  /** Claims runs while there is room for them. */
  #fill(): void {
    this.#isWanted = true
    this.#filling ??= this.#claimAll().finally(() => {
      this.#filling = undefined
    })
  }

  async #claimAll(): Promise<void> {
    while (this.#isWanted && !this.#draining.signal.aborted) {
      this.#isWanted = false
      while (this.#queue.pending + this.#queue.size < this.#queue.concurrency && !this.#draining.signal.aborted) {
        const claimed = await this.#claim()
        if (claimed === undefined) break
        if (this.#draining.signal.aborted) {
          await this.#runs?.release(claimed, this.#worker).catch(() => undefined)
          break
        }
        void this.#queue.add(() => this.#work(claimed)).catch(() => undefined)
      }
    }
  }

  async #claim(): Promise<ClaimedRun | undefined> {
    // A store that is out of reach is asked again at the next poll.
    return this.#runs?.claim(this.#worker).catch(() => undefined)
  }

  async #work(claimed: ClaimedRun): Promise<void> {
    const runs = this.#runs
    if (runs === undefined) return
    const abort = new AbortController()
    using heart = this.#startHeart(runs, claimed, abort)
    const live = { claimed, abort, heart }
    this.#live.add(live)
    try {
      const { signal } = abort
      await runs.work(claimed, { worker: this.#worker, signal, draining: this.#draining.signal, deadline: undefined })
    } finally {
      this.#live.delete(live)
      this.#fill()
    }
  }

  #startHeart(runs: RunQueue, claimed: ClaimedRun, abort: AbortController): Heart {
    let beating: Promise<void> | undefined
    let isWanted = false
    let lastBeatAt = performance.now()
    const beatOnce = async (): Promise<void> => {
      try {
        if ((await runs.heartbeat(claimed, this.#worker)) === 'cancel') abort.abort(new Error('the run was cancelled'))
        lastBeatAt = performance.now()
      } catch (thrown) {
        // A store that is out of reach may come back while the claim lasts.
        const isOver = performance.now() - lastBeatAt >= 3 * runs.heartbeatIntervalInMs
        if (isOver || (thrown instanceof Error && thrown.name === 'ClaimLostError')) abort.abort(thrown)
      }
    }
    const beatAll = async (): Promise<void> => {
      while (isWanted) {
        isWanted = false
        await beatOnce()
      }
      beating = undefined
    }
    // Whoever asks while a heart beats may have changed what that beat has read.
    const beat = (): void => {
      isWanted = true
      beating ??= beatAll()
    }
    const timer = setInterval(beat, runs.heartbeatIntervalInMs)
    return { beat, [Symbol.dispose]: () => clearInterval(timer) }
  }
}
