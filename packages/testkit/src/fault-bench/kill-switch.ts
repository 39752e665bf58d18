import type { Mark } from './marked-destination.ts'

/** What a process that was killed would have seen, if it had lived to see it. */
class ProcessKilled extends Error {
  constructor() {
    super('the process was killed')
    this.name = 'ProcessKilled'
  }
}

/**
 * Kills at the n-th mark, counted from 0. From then on every operation throws and none is forwarded, the disposal of
 * the session included, as if the process were gone.
 */
export class KillSwitch {
  readonly #fatal: number
  #marks = 0
  /** The mark at which it killed; undefined while it has not. */
  killedAt: Mark | undefined

  constructor(fatal: number = Infinity) {
    this.#fatal = fatal
  }

  /** Marks met so far. */
  get marks(): number {
    return this.#marks
  }

  readonly onMark = (mark: Mark): void => {
    if (this.killedAt !== undefined) throw new ProcessKilled()
    if (this.#marks === this.#fatal) {
      this.killedAt = mark
      throw new ProcessKilled()
    }
    this.#marks += 1
  }
}
