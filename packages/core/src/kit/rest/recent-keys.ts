/** The last so many keys, to tell what came just now from what is new. */
export class RecentKeys {
  readonly #max: number
  readonly #keys = new Set<string>()

  constructor(max: number) {
    this.#max = max
  }

  /** Notes a key; false if it is among the last ones. */
  add(key: string): boolean {
    if (this.#keys.has(key)) return false
    this.#keys.add(key)
    if (this.#keys.size <= this.#max) return true
    const [oldest] = this.#keys
    if (oldest !== undefined) this.#keys.delete(oldest)
    return true
  }
}
