/** How many more rows tables have, by name. */
export class RowChanges {
  readonly #changes: Map<string, number> = new Map()

  /** Notes rows that were added to a table; less than 0 where they were taken away. */
  add(table: string, rows: number): void {
    this.#changes.set(table, (this.#changes.get(table) ?? 0) + rows)
  }

  /** Notes what was counted apart, since it could have been taken back. */
  addAll({ all }: RowChanges): void {
    for (const [table, rows] of all) this.add(table, rows)
  }

  get all(): ReadonlyMap<string, number> {
    return this.#changes
  }
}
