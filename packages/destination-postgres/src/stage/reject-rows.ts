import { rowOperation } from '@millrace/core/plugin'
import type { ColumnSchema, RejectedRow, StreamSchema, TableBatch, TableSchema } from '@millrace/core/plugin'
import { findOversized } from '../cells/find-oversized.ts'
import { findUnstorable } from '../cells/find-unstorable.ts'

/** A record that cannot be stored. */
export interface Fault extends RejectedRow {
  /** Its key cannot be stored either. */
  readonly isKey: boolean
}

/** The records with a row that is too large; looks at the sizes of keys only, and at rows of hundreds of columns. */
export function findOversizedRecords(tables: readonly TableBatch[], schema: StreamSchema): readonly Fault[] {
  return tables.flatMap((batch) => {
    const table = schema.tables.find(({ path }) => path === batch.path)
    if (table === undefined) return []
    return findOversized(table, batch).map(({ row, column, code }) => describe({ table, batch, row, column, code }))
  })
}

/** The records with a value that Postgres cannot hold; looks at all. */
export function findUnstorableRecords(tables: readonly TableBatch[], schema: StreamSchema): readonly Fault[] {
  return tables.flatMap((batch) => {
    const table = schema.tables.find(({ path }) => path === batch.path)
    return batch.columns.flatMap(({ name: column, type, values }) =>
      findUnstorable(type, values).map(({ row, code }) => describe({ table, batch, row, column, code })),
    )
  })
}

/** The first fault of each record. */
export function rejectedRows(faults: readonly Fault[]): readonly RejectedRow[] {
  const rejected = new Map<number, RejectedRow>()
  for (const { ordinal, path, code } of faults) {
    if (!rejected.has(ordinal)) rejected.set(ordinal, { ordinal, path, code })
  }
  return [...rejected.values()]
}

/** The tables without the records at fault. Of a record with a key the key stays, as seen: its row is not missing. */
export function leaveOut(
  tables: readonly TableBatch[],
  faults: readonly Fault[],
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

function describe(found: {
  readonly table: TableSchema | undefined
  readonly batch: TableBatch
  readonly row: number
  readonly column: string | undefined
  readonly code: string
}): Fault {
  const { table, batch, row, column, code } = found
  return {
    ordinal: batch.ordinals[row] ?? 0,
    path: pathOf(
      table,
      table?.columns.find(({ name }) => name === column),
    ),
    code,
    isKey: column !== undefined && table?.path === '' && table.key.includes(column),
  }
}

/** From the record's root. */
export function pathOf(table: TableSchema | undefined, column: ColumnSchema | undefined): string {
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
