import type { ManagerContext } from '../manager-context.ts'
import { messageOf } from '../records/message-of.ts'
import { endDeadRuns } from '../work/end-dead-runs.ts'
import { queueDuePipelines } from './queue-due-pipelines.ts'
import { removeOldRuns } from './remove-old-runs.ts'

/** Old records are looked for so often. */
const removalIntervalInMs = 3_600_000

/** Looks again and again what is due. Several processes may do so: what each of them finds is decided in the store. */
export class Scheduler {
  readonly #context: ManagerContext
  readonly #intervalInMs: number
  #timer: NodeJS.Timeout | undefined
  #looking: Promise<void> | undefined
  #nextRemovalAt = 0

  constructor(context: ManagerContext, intervalInMs: number) {
    this.#context = context
    this.#intervalInMs = intervalInMs
  }

  start(): void {
    this.#timer = setInterval(() => void this.look(), this.#intervalInMs)
    void this.look()
  }

  /** Looks once; a look that is under way is that one. Never throws: what fails is tried again at the next look. */
  look(): Promise<void> {
    this.#looking ??= this.#lookAtAll().finally(() => {
      this.#looking = undefined
    })
    return this.#looking
  }

  /** Looks no more; resolves when the last look is over. */
  async stop(): Promise<void> {
    clearInterval(this.#timer)
    await this.#looking
  }

  async #lookAtAll(): Promise<void> {
    await this.#attempt('ending runs whose process is silent', endDeadRuns)
    await this.#attempt('queueing pipelines that are due', queueDuePipelines)
    if (Date.now() < this.#nextRemovalAt) return
    this.#nextRemovalAt = Date.now() + removalIntervalInMs
    await this.#attempt('removing old records of runs', removeOldRuns)
  }

  async #attempt(what: string, work: (context: ManagerContext) => Promise<void>): Promise<void> {
    try {
      await work(this.#context)
    } catch (thrown) {
      this.#context.logger.error({ cause: messageOf(thrown) }, `${what} failed; it is tried again`)
    }
  }
}
