/** Entities by their ids, in the order in which they came. */
export class Collection<T extends { readonly id: string }> {
  readonly #byId = new Map<string, T>()

  get size(): number {
    return this.#byId.size
  }

  all(): readonly T[] {
    return [...this.#byId.values()]
  }

  get(id: string | null | undefined): T | undefined {
    return id === null || id === undefined ? undefined : this.#byId.get(id)
  }

  /** Adds, or takes the place of the entity with the same id. */
  put(entity: T): void {
    this.#byId.set(entity.id, entity)
  }

  delete(id: string): boolean {
    return this.#byId.delete(id)
  }
}
