import type { ClaimedRun, RunQueue, WorkOptions } from '../executor/executor.ts'
import type { ManagerContext } from '../manager-context.ts'
import { applyEvent } from '../records/apply-event.ts'
import { changeRecords, replacing, unchanged } from '../records/change-records.ts'
import type { Decision } from '../records/change-records.ts'
import { withWork } from '../records/load-pipeline.ts'
import { messageOf } from '../records/message-of.ts'
import { cancelled } from '../runs/cancel-run.ts'
import type { Kept } from '../store/store.ts'
import { ClaimLostError, isClaimedBy } from './claim.ts'
import { finishBuild } from './finish-build.ts'
import { finishRun } from './finish-run.ts'
import { workBuild } from './work-build.ts'
import { workRun } from './work-run.ts'

/** The queue of runs and builds, as it stands in the store: every process that shares the store takes from it. */
export class StoreQueue implements RunQueue {
  readonly heartbeatIntervalInMs: number
  readonly #context: ManagerContext

  constructor(context: ManagerContext) {
    this.#context = context
    this.heartbeatIntervalInMs = context.claimDurationInMs / 3
  }

  /** The oldest that may begin. */
  async claim(worker: string): Promise<ClaimedRun | undefined> {
    const { store } = this.#context
    const waiting = await store.list('run', { states: ['queued'], dueBy: await store.now() })
    for (const { id } of waiting.toReversed()) {
      const claimed = await changeRecords(store, () => this.#claimOne(id, worker))
      if (claimed !== undefined) return claimed
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

  async #work(claimed: ClaimedRun, options: WorkOptions): Promise<void> {
    const { store } = this.#context
    const { run } = claimed
    const { worker } = options
    const [row, pipeline] = await Promise.all([store.read('run', run), store.read('pipeline', claimed.pipeline)])
    if (!isClaimedBy(row, worker)) return
    if (pipeline === undefined) {
      await finishRun(this.#context, { run, worker, outcome: { type: 'cancelled', counts: undefined } })
      return
    }
    const job = { claimed, row, pipeline }
    if (row.value.type === 'build') {
      await finishBuild(this.#context, { run, worker, outcome: await workBuild(this.#context, job, options) })
      return
    }
    const { account, id, value } = pipeline
    this.#context.emit({ type: 'run-started', account, pipeline: id, name: value.name, run })
    await finishRun(this.#context, { run, worker, ...(await workRun(this.#context, job, options)) })
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
    // It waits until the destination may be written again.
    const destination = await store.read('destination', pipeline.value.definition.destination)
    if (destination?.value.mode !== 'normal') return unchanged(undefined)
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
