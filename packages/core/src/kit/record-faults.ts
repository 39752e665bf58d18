/** For destinations: what becomes of a batch some of whose records cannot be stored. */

import { rowOperation } from '../contract/batch.ts'
import type { RejectedRow, TableBatch } from '../contract/batch.ts'
import type { ColumnSchema, StreamSchema, TableSchema } from '../contract/table-schema.ts'

/** A record that a destination cannot store. */
export interface RecordFault extends RejectedRow {
  /** Its key cannot be stored either. */
  readonly isKey: boolean
}

/** The fault of the record that a row belongs to; `column` is undefined where no single value is at fault. */
export function describeFault(found: {
  readonly table: TableSchema | undefined
  readonly batch: TableBatch
  readonly row: number
  readonly column: string | undefined
  readonly code: string
}): RecordFault {
  const { table, batch, row, column, code } = found
  return {
    ordinal: batch.ordinals[row] ?? 0,
    path: faultPath(
      table,
      table?.columns.find(({ name }) => name === column),
    ),
    code,
    isKey: column !== undefined && table?.path === '' && table.key.includes(column),
  }
}

/** The first fault of each record. */
export function rejectedRows(faults: readonly RecordFault[]): readonly RejectedRow[] {
  const rejected = new Map<number, RejectedRow>()
  for (const { ordinal, path, code } of faults) {
    if (!rejected.has(ordinal)) rejected.set(ordinal, { ordinal, path, code })
  }
  return [...rejected.values()]
}

/** The tables without the records at fault. Of a record with a key the key stays, as seen: its row is not missing. */
export function leaveOut(
  tables: readonly TableBatch[],
  faults: readonly RecordFault[],
  schema: StreamSchema,
): readonly TableBatch[] {
  if (faults.length === 0) return tables
  const rejected = new Set(faults.map(({ ordinal }) => ordinal))
  const withoutKey = new Set(faults.filter(({ isKey }) => isKey).map(({ ordinal }) => ordinal))
  const left = tables.map((batch) => {
    if (batch.path !== '' || !schema.isKeyed) return keepRows(batch, (ordinal) => !rejected.has(ordinal))
    const named = keepRows(batch, (ordinal) => !withoutKey.has(ordinal))
    return turnIntoSeen(named, (ordinal) => rejected.has(ordinal), new Set(schema.tables[0]?.key ?? []))
  })
  return left.filter(({ rowCount }) => rowCount > 0)
}

/** The rows of the records with these ordinals. */
export function keepRows(batch: TableBatch, isKept: (ordinal: number) => boolean): TableBatch {
  const rows = [...batch.ordinals.keys()].filter((row) => isKept(batch.ordinals[row] ?? 0))
  if (rows.length === batch.rowCount) return batch
  const pick = <Value>(values: ArrayLike<Value>): Value[] => rows.map((row) => values[row] as Value)
  return {
    path: batch.path,
    rowCount: rows.length,
    ordinals: pick(batch.ordinals),
    columns: batch.columns.map((column) => ({ ...column, values: pick(column.values) })),
    ...(batch.operations === undefined ? {} : { operations: Uint8Array.from(pick(batch.operations)) }),
  }
}

/** The path of a column's values from the record's root; of the table where there is no column. */
export function faultPath(table: TableSchema | undefined, column: ColumnSchema | undefined): string {
  return [table?.path, column?.path ?? ''].filter((part) => part !== undefined && part !== '').join('.')
}

function turnIntoSeen(
  batch: TableBatch,
  isRejected: (ordinal: number) => boolean,
  key: ReadonlySet<string>,
): TableBatch {
  const operations = Uint8Array.from(batch.ordinals, (ordinal, row) =>
    isRejected(ordinal) ? rowOperation.seen : (batch.operations?.[row] ?? rowOperation.upsert),
  )
  const columns = batch.columns.map((column) =>
    key.has(column.name)
      ? column
      : { ...column, values: column.values.map((cell, row) => (operations[row] === rowOperation.seen ? null : cell)) },
  )
  return { ...batch, operations, columns }
}
