/**
 * Types are inferred from the first partition, in listing order, that has any records. Partitions wait here for
 * their turn to be that one, so that the outcome is never a matter of timing.
 */
export class WindowGate {
  readonly #ended: Set<number> = new Set()
  readonly #waiting: Map<number, () => void> = new Map()
  #isOpen: boolean

  constructor(isOpen: boolean) {
    this.#isOpen = isOpen
  }

  /** Resolves when the tables stand, or when all partitions listed before have ended without telling anything. */
  async turn(index: number): Promise<void> {
    if (this.#isOpen || this.#isTurnOf(index)) return
    await new Promise<void>((resolve) => this.#waiting.set(index, resolve))
  }

  /** The partition has ended, whatever came of it. */
  end(index: number): void {
    this.#ended.add(index)
    for (const [waiting, resolve] of this.#waiting) {
      if (this.#isTurnOf(waiting)) this.#release(waiting, resolve)
    }
  }

  /** The tables stand. */
  open(): void {
    this.#isOpen = true
    for (const [waiting, resolve] of this.#waiting) this.#release(waiting, resolve)
  }

  #isTurnOf(index: number): boolean {
    for (let before = 0; before < index; before += 1) {
      if (!this.#ended.has(before)) return false
    }
    return true
  }

  #release(index: number, resolve: () => void): void {
    this.#waiting.delete(index)
    resolve()
  }
}
