import { idOf } from '../../entities/clockify-object.ts'
import type { ClockifyObject } from '../../entities/clockify-object.ts'
import { isRunning } from '../../entities/entry-interval.ts'

/** So many are kept in mind; a savepoint has a limit. */
const maxRunning = 500

/** Entries that were running when they were last seen. They are asked for until they end, however old they are. */
export class RunningEntries {
  readonly #running: Set<string>
  readonly #met = new Set<string>()

  constructor(running: readonly string[]) {
    this.#running = new Set(running)
  }

  get ids(): readonly string[] {
    return [...this.#running].slice(0, maxRunning)
  }

  /** Those that did not come this time. */
  get unmet(): readonly string[] {
    return this.ids.filter((id) => !this.#met.has(id))
  }

  meet(entries: readonly ClockifyObject[]): void {
    for (const entry of entries) {
      const id = idOf(entry)
      if (isRunning(entry)) this.#running.add(id)
      else this.#running.delete(id)
      if (this.#running.has(id)) this.#met.add(id)
    }
  }

  forget(id: string): void {
    this.#running.delete(id)
  }
}
