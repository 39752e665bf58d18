import type { ManagerContext } from '../manager-context.ts'
import { messageOf } from '../records/message-of.ts'
import { endDeadRuns } from '../work/end-dead-runs.ts'
import { queueDuePipelines } from './queue-due-pipelines.ts'
import { removeOldRuns } from './remove-old-runs.ts'

/** Old records are looked for so often. */
const removalIntervalInMs = 3_600_000

type Chore = (context: ManagerContext) => Promise<void>

/** Looks again and again what is due. Several processes may do so: what each of them finds is decided in the store. */
export class Scheduler {
  readonly #context: ManagerContext
  readonly #intervalInMs: number
  /** What is under way; none waits for another: a destination that does not answer does not hold up the schedule. */
  readonly #underWay: Map<string, Promise<void>> = new Map()
  #timer: NodeJS.Timeout | undefined
  #nextRemovalAt = 0

  constructor(context: ManagerContext, intervalInMs: number) {
    this.#context = context
    this.#intervalInMs = intervalInMs
  }

  start(): void {
    this.#timer = setInterval(() => this.#look(), this.#intervalInMs)
    this.#look()
  }

  /** Looks no more; resolves when the last look is over. */
  async stop(): Promise<void> {
    clearInterval(this.#timer)
    await Promise.all(this.#underWay.values())
  }

  #look(): void {
    this.#begin('ending runs whose process is silent', endDeadRuns)
    this.#begin('queueing pipelines that are due', queueDuePipelines)
    if (performance.now() >= this.#nextRemovalAt) this.#begin('removing old records of runs', this.#removeOld)
  }

  readonly #removeOld: Chore = async (context) => {
    this.#nextRemovalAt = performance.now() + removalIntervalInMs
    // The rest of many is for the next look.
    if (await removeOldRuns(context)) this.#nextRemovalAt = 0
  }

  /** What fails is tried again at the next look. */
  #begin(what: string, chore: Chore): void {
    if (this.#underWay.has(what)) return
    const work = async (): Promise<void> => {
      try {
        await chore(this.#context)
      } catch (thrown) {
        this.#context.logger.error({ cause: messageOf(thrown) }, `${what} failed; it is tried again`)
      } finally {
        this.#underWay.delete(what)
      }
    }
    this.#underWay.set(what, work())
  }
}
