import type { Mark } from '../fault-bench/marked-destination.ts'

/** Stops a run at its n-th mark until it is woken, as a process is stopped by a signal or a laptop by its lid. */
export class Sleeper {
  readonly #sleepAt: number
  readonly #isAsleep = Promise.withResolvers<void>()
  readonly #isWoken = Promise.withResolvers<void>()
  #marks = 0
  /** The mark at which it sleeps; undefined while it does not. */
  sleepsAt: Mark | undefined

  constructor(sleepAt: number = Infinity) {
    this.#sleepAt = sleepAt
  }

  /** Marks met so far. */
  get marks(): number {
    return this.#marks
  }

  readonly onMark = async (mark: Mark): Promise<void> => {
    this.#marks += 1
    if (this.#marks - 1 < this.#sleepAt) return
    this.sleepsAt ??= mark
    this.#isAsleep.resolve()
    await this.#isWoken.promise
  }

  asleep(): Promise<void> {
    return this.#isAsleep.promise
  }

  wake(): void {
    this.#isWoken.resolve()
  }
}
