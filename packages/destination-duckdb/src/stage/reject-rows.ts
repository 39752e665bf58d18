import { rowOperation } from '@millrace/core/plugin'
import type {
  ColumnSchema,
  RejectedRow,
  StageBatch,
  StreamSchema,
  TableBatch,
  TableSchema,
} from '@millrace/core/plugin'
import { findUnstorable } from '../cells/find-unstorable.ts'

/** A batch without the records that DuckDB cannot hold. */
export interface StorableBatch {
  readonly tables: readonly TableBatch[]
  readonly rejected: readonly RejectedRow[]
}

/**
 * Leaves out the records that have a value which DuckDB cannot hold. Of a record with a key the key stays, as seen:
 * its row is not missing.
 */
export function rejectRows(batch: StageBatch, schema: StreamSchema): StorableBatch {
  const rejected = new Map<number, RejectedRow>()
  const withoutKey = new Set<number>()
  for (const tableBatch of batch.tables) {
    const table = schema.tables.find(({ path }) => path === tableBatch.path)
    for (const { name, type, values } of tableBatch.columns) {
      for (const { row, code } of findUnstorable(type, values)) {
        const ordinal = tableBatch.ordinals[row] ?? 0
        const column = table?.columns.find((candidate) => candidate.name === name)
        if (table?.path === '' && table.key.includes(name)) withoutKey.add(ordinal)
        if (!rejected.has(ordinal)) rejected.set(ordinal, { ordinal, path: pathOf(table, column), code })
      }
    }
  }
  if (rejected.size === 0) return { tables: batch.tables, rejected: [] }
  const [root, ...children] = batch.tables
  const key = new Set(schema.isKeyed ? (schema.tables[0]?.key ?? []) : [])
  const tables = children.map((child) => keepRows(child, (ordinal) => !rejected.has(ordinal)))
  if (root === undefined) return { tables, rejected: [...rejected.values()] }
  const staged = schema.isKeyed
    ? turnIntoSeen(
        keepRows(root, (ordinal) => !withoutKey.has(ordinal)),
        (ordinal) => rejected.has(ordinal),
        key,
      )
    : keepRows(root, (ordinal) => !rejected.has(ordinal))
  return { tables: [staged, ...tables], rejected: [...rejected.values()] }
}

/** From the record's root. */
function pathOf(table: TableSchema | undefined, column: ColumnSchema | undefined): string {
  return [table?.path, column?.path ?? ''].filter((part) => part !== undefined && part !== '').join('.')
}

function keepRows(batch: TableBatch, isKept: (ordinal: number) => boolean): TableBatch {
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
