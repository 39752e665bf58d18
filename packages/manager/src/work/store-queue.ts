import { setTimeout as wait } from 'node:timers/promises'
import { MillraceError } from '@millrace/core'
import type { ClaimedRun, RunQueue, WorkOptions } from '../executor/executor.ts'
import type { ManagerContext } from '../manager-context.ts'
import { applyEvent } from '../records/apply-event.ts'
import { changeRecords, replacing, unchanged } from '../records/change-records.ts'
import type { Decision } from '../records/change-records.ts'
import { withWork } from '../records/load-pipeline.ts'
import { messageOf } from '../records/message-of.ts'
import { cancelled } from '../runs/cancel-run.ts'
import type { Kept, Store } from '../store/store.ts'
import { ClaimLostError, isClaimedBy } from './claim.ts'
import { finishBuild } from './finish-build.ts'
import { finishRun } from './finish-run.ts'
import { workBuild } from './work-build.ts'
import { workRun } from './work-run.ts'

/** What waits for its ends to be ready is looked at so often, by each process: there may be many. */
const barredDelayInMs = 1_000

const unwanted = 'the run was cancelled'

/** From a store that failed for a moment the next try is so far away; then twice as far, and so on. */
const firstDelayInMs = 100

/** The queue of runs and builds, as it stands in the store: every process that shares the store takes from it. */
export class StoreQueue implements RunQueue {
  readonly heartbeatIntervalInMs: number
  readonly #context: ManagerContext
  /** Runs that were queued when they were last listed, newest first. */
  #waiting: number[] = []
  /** Those whose ends were not ready; by this process's clock. */
  readonly #barredUntil: Map<number, number> = new Map()

  constructor(context: ManagerContext) {
    this.#context = context
    this.heartbeatIntervalInMs = context.claimDurationInMs / 3
  }

  /** The oldest that may begin. What is listed once serves several claims: a long queue is not read for each of them. */
  async claim(worker: string): Promise<ClaimedRun | undefined> {
    const claimed = await this.#claimNext(worker)
    if (claimed !== undefined) return claimed
    const { store } = this.#context
    const waiting = await store.list('run', { states: ['queued'], dueBy: await store.now() })
    const ids = new Set(waiting.map(({ id }) => id))
    const isOver = ([id, until]: readonly [number, number]): boolean => !ids.has(id) || until <= performance.now()
    for (const [id] of [...this.#barredUntil].filter(isOver)) this.#barredUntil.delete(id)
    this.#waiting = [...ids].filter((id) => !this.#barredUntil.has(id))
    return this.#claimNext(worker)
  }

  async #claimNext(worker: string): Promise<ClaimedRun | undefined> {
    const { store, logger } = this.#context
    for (let id = this.#waiting.pop(); id !== undefined; id = this.#waiting.pop()) {
      const run = id
      try {
        const claimed = await changeRecords(store, () => this.#claimOne(run, worker))
        if (claimed !== undefined) return claimed
      } catch (thrown) {
        // One that cannot begin does not keep the others from it.
        logger.error({ run, cause: messageOf(thrown) }, 'a queued run could not be claimed')
      }
    }
    return undefined
  }

  async heartbeat({ run }: ClaimedRun, worker: string): Promise<'go-on' | 'cancel'> {
    const { store } = this.#context
    return changeRecords(store, async () => {
      const row = await store.read('run', run)
      if (!isClaimedBy(row, worker)) throw new ClaimLostError(run)
      const value = { ...row.value, claim: await this.#newClaim(worker) }
      return { changes: [replacing(row, value)], answer: value.isCancelling ? 'cancel' : 'go-on' }
    })
  }

  async work(claimed: ClaimedRun, options: WorkOptions): Promise<void> {
    try {
      await this.#work(claimed, options)
    } catch (thrown) {
      // The claim runs out, and what became of the run is looked up in its destination.
      const cause = messageOf(thrown)
      this.#context.logger.error({ run: claimed.run, cause }, 'how a run ended could not be recorded yet')
    }
  }

  async release({ run }: ClaimedRun, worker: string): Promise<void> {
    const { store } = this.#context
    await changeRecords(store, async () => {
      const row = await store.read('run', run)
      if (!isClaimedBy(row, worker)) return unchanged(undefined)
      return { changes: [replacing(row, { ...row.value, state: 'queued', claim: null })], answer: undefined }
    })
  }

  async #work(claimed: ClaimedRun, given: WorkOptions): Promise<void> {
    const { store } = this.#context
    const { run } = claimed
    const { worker } = given
    const [row, pipeline] = await Promise.all([store.read('run', run), store.read('pipeline', claimed.pipeline)])
    if (!isClaimedBy(row, worker)) return
    if (pipeline === undefined) {
      await finishRun(this.#context, { run, worker, outcome: { type: 'cancelled', counts: undefined } })
      return
    }
    const job = { claimed, row, pipeline }
    // It was wanted to end before anybody could be told.
    const options = row.value.isCancelling ? { ...given, signal: AbortSignal.abort(new Error(unwanted)) } : given
    if (row.value.type === 'build') {
      const outcome = await workBuild(this.#context, job, options)
      await this.#record(() => finishBuild(this.#context, { run, worker, outcome }), options)
      return
    }
    const { account, id, value } = pipeline
    // It was told before its way was barred.
    const isFirst = row.value.busySince === undefined
    if (isFirst) this.#context.emit({ type: 'run-started', account, pipeline: id, name: value.name, run })
    const finish = await workRun(this.#context, job, options)
    await this.#record(() => finishRun(this.#context, { run, worker, ...finish }), options)
  }

  /** A store that fails for a moment is asked again, as long as the claim is certain to last. */
  async #record(finish: () => Promise<unknown>, { draining }: WorkOptions): Promise<void> {
    const until = performance.now() + this.#context.claimDurationInMs
    for (let delay = firstDelayInMs; ; delay *= 2) {
      try {
        await finish()
        return
      } catch (thrown) {
        const isFinal = MillraceError.isInstance(thrown) && !thrown.isRetryable
        if (isFinal || draining.aborted || performance.now() + delay > until) throw thrown
      }
      await wait(delay)
    }
  }

  async #claimOne(id: number, worker: string): Promise<Decision<ClaimedRun | undefined>> {
    const { store } = this.#context
    const row = await store.read('run', id)
    if (row?.value.state !== 'queued') return unchanged(undefined)
    const now = await store.now()
    const pipeline = await store.read('pipeline', row.value.pipeline)
    if (pipeline?.value.activeRun !== id) {
      return { changes: [replacing(row, cancelled(row.value, now))], answer: undefined }
    }
    if (!(await mayWork(store, pipeline, row))) {
      this.#barredUntil.set(id, performance.now() + barredDelayInMs)
      return unchanged(undefined)
    }
    const value = { ...row.value, state: 'running' as const, claim: await this.#newClaim(worker), resumeAt: null }
    const answer = { run: id, pipeline: pipeline.id, account: row.account }
    return { changes: [replacing(row, value), ...(await this.#started(pipeline, row, now))], answer }
  }

  /** The state of the pipeline is told by the run; the table of transitions still has its say. */
  async #started(pipeline: Kept<'pipeline'>, row: Kept<'run'>, now: Date): Promise<Decision<unknown>['changes']> {
    if (row.value.type === 'build') return []
    const loaded = await withWork(this.#context.store, pipeline)
    return [replacing(pipeline, applyEvent(this.#context, loaded, { type: 'start' }, now))]
  }

  async #newClaim(worker: string): Promise<{ readonly worker: string; readonly until: string }> {
    const now = await this.#context.store.now()
    return { worker, until: new Date(now.getTime() + this.#context.claimDurationInMs).toISOString() }
  }
}

/** Whether the ends are ready: nothing is written in other modes, and nothing runs between ends that are switched off. */
async function mayWork(
  store: Store,
  { value: { definition } }: Kept<'pipeline'>,
  { value: { type } }: Kept<'run'>,
): Promise<boolean> {
  const destination = await store.read('destination', definition.destination)
  // Without its ends it must not wait for ever: it begins, and fails with what is missing.
  if (destination !== undefined && destination.value.mode !== 'normal') return false
  if (type === 'build') return true
  const source = await store.read('source', definition.source)
  return destination?.value.isActive !== false && source?.value.isActive !== false
}
