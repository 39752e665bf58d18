/**
 * The history of a table. Each row is a full image: of the new row for `insert` and `update`, of the old one for
 * `delete`. A row that is marked as deleted counts as gone. Rows of one commit stand in the order of their writing.
 */

import { deltaColumns } from '../contract/table-schema.ts'
import type { ColumnSchema, TableSchema } from '../contract/table-schema.ts'
import { isHistoric, leadingDeltaColumns } from '../kit/delta-columns.ts'
import { isSameRow } from './is-same-row.ts'
import { rowKeyText } from './key-text.ts'
import type { Owner, Row, Table } from './state.ts'
import type { Transaction } from './transaction.ts'

export type DeltaOperation = 'insert' | 'update' | 'delete'

export function newDelta(name: string, table: TableSchema, owner: Owner): Table {
  const columns = [...leadingDeltaColumns, ...table.columns.filter(isHistoric)]
  return { name, owner, columns, rows: new Map(), isSeeded: false }
}

/** Gives the delta tables of a table its new columns. Those that are switched off get them too: they may go on. */
export function addDeltaColumns(transaction: Transaction, owner: Owner, columns: readonly ColumnSchema[]): void {
  for (const delta of transaction.deltas.values()) {
    if (delta.owner?.pipeline !== owner.pipeline || delta.owner.stream !== owner.stream) continue
    if (delta.owner.path !== owner.path) continue
    transaction.deltas.set(delta.name, { ...delta, columns: [...delta.columns, ...columns.filter(isHistoric)] })
  }
}

/** Whether the history of any of these tables has to catch up with their rows before it can go on. */
export function needsSeeding(transaction: Transaction, tables: readonly TableSchema[]): boolean {
  return tables.some((table) => {
    const delta = table.delta === undefined ? undefined : transaction.deltas.get(table.delta)
    const hasPast = (transaction.tables.get(table.name)?.rows.size ?? 0) > 0 || (delta?.rows.size ?? 0) > 0
    return delta !== undefined && !delta.isSeeded && hasPast
  })
}

/** Collects the changes that one commit makes to a table. */
export class DeltaWriter {
  readonly #delta: Table
  readonly #table: TableSchema
  readonly #commit: { readonly sequence: number; readonly at: string; readonly run: string }
  readonly #rows: Map<number, Row[]> = new Map()

  constructor(
    delta: Table,
    table: TableSchema,
    commit: { readonly sequence: number; readonly at: string; readonly run: string },
  ) {
    this.#delta = delta
    this.#table = table
    this.#commit = commit
  }

  add(operation: DeltaOperation, row: Row, sequence: number = this.#commit.sequence): void {
    const { at, run } = this.#commit
    const image = new Map<string, boolean | number | bigint | string | Uint8Array | null>([
      [deltaColumns.operation, operation],
      [deltaColumns.at, at],
      [deltaColumns.run, run],
      [deltaColumns.sequence, sequence],
    ])
    for (const { name } of this.#table.columns.filter(isHistoric)) image.set(name, row.get(name) ?? null)
    const group = this.#rows.get(sequence)
    if (group === undefined) this.#rows.set(sequence, [image])
    else group.push(image)
  }

  /**
   * Writes what leads from the last state in the history to the live rows: all of them when it has just been switched
   * on, the differences when it was switched off for a while. It is a commit of its own, the one before: so a row
   * has at most one change in a commit, and their order in it means nothing.
   */
  seed(live: Iterable<Row>): void {
    if (this.#delta.isSeeded) return
    const sequence = this.#commit.sequence - 1
    const before = replay(this.#delta, this.#table)
    for (const row of live) {
      const key = rowKeyText(row, this.#table.key)
      const old = before.get(key)
      before.delete(key)
      if (old === undefined) this.add('insert', row, sequence)
      else if (!isSameRow(old, row, this.#table)) this.add('update', row, sequence)
    }
    for (const row of before.values()) this.add('delete', row, sequence)
  }

  /** The delta table with the changes. */
  finish(): Table {
    const { rows } = this.#delta
    const written = [...this.#rows].map(
      ([sequence, added]) => [String(sequence), [...(rows.get(String(sequence)) ?? []), ...added]] as const,
    )
    return { ...this.#delta, isSeeded: true, rows: written.length === 0 ? rows : new Map([...rows, ...written]) }
  }
}

/** The rows of the table as its history knows them. */
function replay(delta: Table, table: TableSchema): Map<string, Row> {
  const live = new Map<string, Row>()
  for (const row of [...delta.rows.values()].flat()) {
    const key = rowKeyText(row, table.key)
    if (row.get(deltaColumns.operation) === 'delete') live.delete(key)
    else live.set(key, row)
  }
  return live
}
