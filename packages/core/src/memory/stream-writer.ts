import { DestinationError } from '../contract/errors/destination-error.ts'
import type { DeletionPolicy, StreamOutcome } from '../contract/publish.ts'
import { systemColumns } from '../contract/table-schema.ts'
import type { StreamSchema } from '../contract/table-schema.ts'
import { compareCells } from '../kit/compare-cells.ts'
import { newCounts } from '../kit/new-counts.ts'
import type { StreamCounts } from '../kit/new-counts.ts'
import { DeltaWriter } from './deltas.ts'
import type { Row, StagedRecord } from './state.ts'
import { isLiveRow, TableWriter } from './table-writer.ts'
import type { Stamp } from './table-writer.ts'
import type { Transaction } from './transaction.ts'

export interface Commit extends Stamp {
  readonly sequence: number
}

/** Changes the records of one stream in one publish, rows of all their tables together, and counts what it does. */
export class StreamWriter {
  readonly counts: StreamCounts = newCounts()
  readonly root: TableWriter
  readonly children: readonly TableWriter[]
  readonly #schema: StreamSchema

  constructor(schema: StreamSchema, writers: readonly [TableWriter, ...TableWriter[]]) {
    const [root, ...children] = writers
    this.#schema = schema
    this.root = root
    this.children = children
  }

  /** The stored root row of a record, marked ones included. */
  storedRow(key: string): Row | undefined {
    return this.root.rowsOf(key)[0]
  }

  isLive(key: string): boolean {
    const row = this.storedRow(key)
    return row !== undefined && isLiveRow(row)
  }

  /** Order of two root rows by the cursor; 0 where the stream has none. */
  compareCursors(left: Row, right: Row): number {
    const { cursor } = this.#schema
    const column = this.root.schema.columns.find(({ name }) => name === cursor)
    if (column === undefined) return 0
    return compareCells(left.get(column.name) ?? null, right.get(column.name) ?? null, column.type)
  }

  /** Makes the stored record what was staged. */
  write(record: StagedRecord): void {
    const wasLive = this.isLive(record.key)
    let isChanged = this.root.replaceRows(record.key, [record.root])
    for (const child of this.children) {
      const rows = record.children.get(child.schema.path) ?? []
      isChanged = child.replaceRows(record.key, rows) || isChanged
    }
    this.counts[wasLive ? (isChanged ? 'updated' : 'unchanged') : 'inserted'] += 1
  }

  /** Deletes a live record in the way that the policy says. */
  delete(key: string, policy: DeletionPolicy): void {
    const row = this.storedRow(key)
    if (row === undefined || !isLiveRow(row)) return
    switch (policy) {
      case 'delete':
        this.remove(key)
        this.counts.deleted += 1
        break
      case 'mark':
        this.#requireMark()
        this.root.markRow(key, row)
        this.counts.marked += 1
        break
      case 'keep':
        this.counts.kept += 1
        break
      default:
        policy satisfies never
    }
  }

  /** Deletes all rows of a record; only the tables count it. */
  remove(key: string): void {
    for (const child of this.children) child.deleteRows(key)
    this.root.deleteRows(key)
  }

  /** Puts the tables back. */
  finish(transaction: Transaction): StreamOutcome {
    const writers = [this.root, ...this.children]
    for (const writer of writers) {
      const { table, delta } = writer.finish()
      transaction.tables.set(table.name, table)
      if (delta !== undefined) transaction.deltas.set(delta.name, delta)
    }
    const tables = Object.fromEntries(writers.map((writer) => [writer.schema.path, writer.outcome]))
    return { ...this.counts, tables }
  }

  #requireMark(): void {
    if (this.root.schema.columns.some(({ name }) => name === systemColumns.deletedAt)) return
    throw new DestinationError({
      message: `rows of table ${this.root.schema.name} cannot be marked: it has no column ${systemColumns.deletedAt}`,
    })
  }
}

/** Takes the tables of a stream for writing; undefined before it has any. */
export function openWriter(transaction: Transaction, schema: StreamSchema, commit: Commit): StreamWriter | undefined {
  const [root, ...children] = schema.tables.map((table) => {
    const held = transaction.tables.get(table.name)
    const delta = table.delta === undefined ? undefined : transaction.deltas.get(table.delta)
    if (held === undefined || (table.delta !== undefined && delta === undefined)) {
      throw new DestinationError({ message: `table ${table.name} of stream ${schema.stream} is gone` })
    }
    const deltaWriter = delta && new DeltaWriter(delta, table, commit)
    const writer = new TableWriter(table, { table: held, delta: deltaWriter, stamp: commit })
    deltaWriter?.seed(writer.liveRows())
    return writer
  })
  return root && new StreamWriter(schema, [root, ...children])
}
