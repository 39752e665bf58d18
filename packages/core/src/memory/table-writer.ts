import type { TableOutcome } from '../contract/publish.ts'
import { systemColumns } from '../contract/table-schema.ts'
import type { TableSchema } from '../contract/table-schema.ts'
import type { DeltaOperation, DeltaWriter } from './deltas.ts'
import { isSameRow } from './is-same-row.ts'
import { rowKeyText } from './key-text.ts'
import type { Row, Table } from './state.ts'

/** What is written into the system columns of every row that changes. */
export interface Stamp {
  readonly run: string
  readonly at: string
}

/** Changes the rows of one table in one publish: a copy of them, with counts, and with the changes for the history. */
export class TableWriter {
  readonly schema: TableSchema
  readonly #table: Table
  readonly #rows: Map<string, readonly Row[]>
  readonly #delta: DeltaWriter | undefined
  readonly #stamp: Stamp
  readonly #counts: Record<DeltaOperation, number> = { insert: 0, update: 0, delete: 0 }

  constructor(
    schema: TableSchema,
    given: { readonly table: Table; readonly delta: DeltaWriter | undefined; readonly stamp: Stamp },
  ) {
    this.schema = schema
    this.#table = given.table
    this.#rows = new Map(given.table.rows)
    this.#delta = given.delta
    this.#stamp = given.stamp
  }

  get outcome(): TableOutcome {
    const { insert, update, delete: deleted } = this.#counts
    return { inserted: insert, updated: update, deleted }
  }

  /** The keys of the roots that have rows here. */
  get groups(): readonly string[] {
    return [...this.#rows.keys()]
  }

  rowsOf(group: string): readonly Row[] {
    return this.#rows.get(group) ?? noRows
  }

  *liveRows(): Iterable<Row> {
    for (const rows of this.#rows.values()) yield* rows.filter(isLiveRow)
  }

  /** Makes these the rows of a group, and answers whether that changed anything. A row that is the same stays as it is. */
  replaceRows(group: string, rows: readonly Row[]): boolean {
    const old = new Map(
      this.rowsOf(group)
        .filter(isLiveRow)
        .map((row) => [rowKeyText(row, this.schema.key), row]),
    )
    const changesBefore = this.#changes
    const written = rows.map((row) => {
      const key = rowKeyText(row, this.schema.key)
      const before = old.get(key)
      old.delete(key)
      if (before !== undefined && isSameRow(before, row, this.schema)) return this.#movePartition(before, row)
      return this.#note(before === undefined ? 'insert' : 'update', this.#stamped(row))
    })
    for (const row of old.values()) this.#note('delete', row)
    if (written.length === 0) this.#rows.delete(group)
    else this.#rows.set(group, written)
    return this.#changes > changesBefore
  }

  deleteRows(group: string): void {
    this.replaceRows(group, noRows)
    this.#rows.delete(group)
  }

  /** Marks a live row as deleted: for the history it is gone. */
  markRow(group: string, row: Row): void {
    this.#note('delete', row)
    this.#rows.set(group, [new Map(this.#stamped(row)).set(systemColumns.deletedAt, this.#stamp.at)])
  }

  /** The table and its delta table as they are now. */
  finish(): { readonly table: Table; readonly delta: Table | undefined } {
    return { table: { ...this.#table, rows: this.#rows }, delta: this.#delta?.finish() }
  }

  get #changes(): number {
    return this.#counts.insert + this.#counts.update + this.#counts.delete
  }

  #note(operation: DeltaOperation, row: Row): Row {
    this.#counts[operation] += 1
    this.#delta?.add(operation, row)
    return row
  }

  #stamped(row: Row): Row {
    const stamped = new Map(row)
    const cells = new Map<string, string>([
      [systemColumns.run, this.#stamp.run],
      [systemColumns.syncedAt, this.#stamp.at],
    ])
    for (const { name } of this.schema.columns) {
      const cell = cells.get(name)
      if (cell !== undefined) stamped.set(name, cell)
    }
    return stamped
  }

  /** Another partition brought the same row: that is noted, but it is no new version. */
  #movePartition(before: Row, row: Row): Row {
    const column = this.schema.columns.find(({ role }) => role === 'partition')?.name
    if (column === undefined || before.get(column) === row.get(column)) return before
    return new Map(before).set(column, row.get(column) ?? null)
  }
}

export function isLiveRow(row: Row): boolean {
  return !row.has(systemColumns.deletedAt)
}

const noRows: readonly Row[] = []
