/**
 * What a record changes in the plan, so that a record that is rejected in the middle leaves nothing behind. Counts
 * what lasts: revisions of the schema, and epochs.
 */
export class ChangeLog {
  revision = 0
  epoch = 0
  readonly #undo: (() => void)[] = []
  #changesSchema = false
  #voidsBatches = false

  /** Notes how to take back what was just done. */
  record(undo: () => void, effect: { readonly changesSchema?: boolean; readonly voidsBatches?: boolean } = {}): void {
    this.#undo.push(undo)
    if (effect.changesSchema === true) this.#changesSchema = true
    if (effect.voidsBatches === true) this.#voidsBatches = true
  }

  get isEmpty(): boolean {
    return this.#undo.length === 0
  }

  commit(): void {
    if (this.#changesSchema) this.revision++
    if (this.#voidsBatches) this.epoch++
    this.#clear()
  }

  rollback(): void {
    for (const undo of this.#undo.toReversed()) undo()
    this.#clear()
  }

  #clear(): void {
    this.#undo.length = 0
    this.#changesSchema = false
    this.#voidsBatches = false
  }
}
