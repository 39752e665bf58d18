import { rowOperation } from '../contract/batch.ts'
import type { RowOperation, StageBatch, TableBatch } from '../contract/batch.ts'
import { DestinationError } from '../contract/errors/destination-error.ts'
import type { StreamSchema, TableSchema } from '../contract/table-schema.ts'
import { checkTableBatch } from './check-table-batch.ts'
import { rowKeyText } from './key-text.ts'
import type { Row, StagedRecord } from './state.ts'

/** Takes a batch apart into records. Throws a `DestinationError` if it does not fit the tables: an error of the engine. */
export function readBatch(batch: StageBatch, schema: StreamSchema): readonly StagedRecord[] {
  const [rootBatch, ...childBatches] = batch.tables
  if (rootBatch === undefined) return []
  const root = findTable(schema, rootBatch.path)
  if (root.path !== '') throw misfit(root, 'comes before the root table')
  const records = readRoot(rootBatch, root, schema.isKeyed)
  const paths = new Set([''])
  for (const childBatch of childBatches) {
    const table = findTable(schema, childBatch.path)
    if (paths.has(table.path)) throw misfit(table, 'comes twice')
    paths.add(table.path)
    addChildren(records, childBatch, table)
  }
  for (const record of records.values()) refuseRepeatedKeys(record, schema)
  return [...records.values()]
}

interface RecordInProgress extends StagedRecord {
  readonly children: Map<string, Row[]>
}

/** By ordinal. */
type RecordsInProgress = ReadonlyMap<number, RecordInProgress>

function readRoot(batch: TableBatch, table: TableSchema, isKeyed: boolean): RecordsInProgress {
  checkTableBatch(batch, table)
  if (batch.operations !== undefined && !isKeyed) throw misfit(table, 'has operations, but no key')
  const rows = readRows(batch)
  const records = new Map<number, RecordInProgress>()
  for (const [index, row] of rows.entries()) {
    const ordinal = batch.ordinals[index] ?? 0
    const operation = (batch.operations?.[index] ?? rowOperation.upsert) as RowOperation
    if (records.has(ordinal)) throw misfit(table, `has two records with ordinal ${ordinal}`)
    if (table.key.some((column) => !row.has(column))) throw misfit(table, `has a row without a key, ordinal ${ordinal}`)
    records.set(ordinal, { ordinal, operation, key: rowKeyText(row, table.key), root: row, children: new Map() })
  }
  return records
}

function addChildren(records: RecordsInProgress, batch: TableBatch, table: TableSchema): void {
  checkTableBatch(batch, table)
  if (batch.operations !== undefined) throw misfit(table, 'has operations, but is no root table')
  for (const [index, row] of readRows(batch).entries()) {
    const ordinal = batch.ordinals[index] ?? 0
    const record = records.get(ordinal)
    if (record?.operation !== rowOperation.upsert || rowKeyText(row, table.rootKey) !== record.key) {
      throw misfit(table, `has a row that belongs to no record with data, ordinal ${ordinal}`)
    }
    const siblings = record.children.get(table.path)
    if (siblings === undefined) record.children.set(table.path, [row])
    else siblings.push(row)
  }
}

function refuseRepeatedKeys(record: StagedRecord, schema: StreamSchema): void {
  for (const [path, rows] of record.children) {
    const table = findTable(schema, path)
    if (new Set(rows.map((row) => rowKeyText(row, table.key))).size < rows.length) {
      throw misfit(table, `has two rows with the same key, ordinal ${record.ordinal}`)
    }
  }
}

function readRows(batch: TableBatch): readonly Row[] {
  const rows = Array.from({ length: batch.rowCount }, () => new Map())
  for (const { name, values } of batch.columns) {
    for (const [index, value] of values.entries()) {
      if (value !== null) rows[index]?.set(name, value instanceof Uint8Array ? value.slice() : value)
    }
  }
  return rows
}

function findTable(schema: StreamSchema, path: string): TableSchema {
  const table = schema.tables.find((candidate) => candidate.path === path)
  if (table !== undefined) return table
  const paths = schema.tables.map((candidate) => `'${candidate.path}'`).join(', ') || 'none'
  throw new DestinationError({ message: `stream ${schema.stream} has no table with path '${path}'; it has: ${paths}` })
}

function misfit(table: TableSchema, problem: string): DestinationError {
  return new DestinationError({
    message: `a batch does not fit: table ${table.name} (path '${table.path}') ${problem}`,
  })
}
