import { deltaColumns } from '@millrace/core/plugin'
import type { CellValue, TableSchema } from '@millrace/core/plugin'
import type { Row } from './destination-reader.ts'
import { sequenceOf } from './test-bed.ts'
import type { TestBed } from './test-bed.ts'
import { storedRecords } from './stored-records.ts'
import type { TestRecord } from './table-batches.ts'
import type { TestStream } from './test-stream.ts'

/** One change of a delta table, without what the destination notes of itself. */
export interface Change {
  readonly operation: CellValue
  readonly sequence: number
  /** Cells of key and data columns that are not NULL. */
  readonly cells: Readonly<Record<string, CellValue>>
}

/** The changes of a stream's table in the order of their commits, and inside one in the order of the keys. */
export async function changesOf(bed: TestBed, stream: TestStream, path = ''): Promise<readonly Change[]> {
  const table = tableOf(stream, path)
  const rows = await bed.deltaRows(table.delta ?? '')
  const changes = rows.map((row) => ({ row, text: keyText(table, row) }))
  changes.sort((left, right) => sequenceOf(left.row) - sequenceOf(right.row) || (left.text < right.text ? -1 : 1))
  return changes.map(({ row }) => ({
    operation: row[deltaColumns.operation] ?? null,
    sequence: sequenceOf(row),
    cells: cellsOf(table, row),
  }))
}

/**
 * The records of a stream as of a commit, from its delta tables alone. Throws where a history contradicts itself.
 * `markedRoots` are the root rows that were marked then: their children may stand or not.
 */
export async function recordsAsOf(
  bed: TestBed,
  stream: TestStream,
  sequence: number,
  markedRoots: readonly Row[] = [],
): Promise<readonly TestRecord[]> {
  const rows = new Map<string, readonly Row[]>()
  for (const table of stream.schema.tables) {
    const history = await bed.deltaRows(table.delta ?? '')
    rows.set(
      table.path,
      replay(
        table,
        history.filter((row) => sequenceOf(row) <= sequence),
      ),
    )
  }
  return storedRecords(stream, (table) => rows.get(table.path) ?? [], markedRoots)
}

const operations: readonly unknown[] = ['insert', 'update', 'delete']

function replay(table: TableSchema, history: readonly Row[]): readonly Row[] {
  const live = new Map<string, Row>()
  const changed = new Set<string>()
  for (const row of history.toSorted((left, right) => sequenceOf(left) - sequenceOf(right))) {
    const key = keyText(table, row)
    // Rows of one commit have no order of their own: two changes of one row could not be told apart.
    const change = `${sequenceOf(row)} ${key}`
    if (changed.has(change)) throw new Error(`table ${table.name}: a row changes twice in commit ${sequenceOf(row)}`)
    changed.add(change)
    const operation = row[deltaColumns.operation]
    if (!operations.includes(operation) || (operation === 'insert') === live.has(key)) {
      throw new Error(`${table.delta} at ${sequenceOf(row)}, ${key}: '${String(operation)}' does not fit`)
    }
    if (operation === 'delete') live.delete(key)
    else live.set(key, row)
  }
  return [...live.values()]
}

function tableOf(stream: TestStream, path: string): TableSchema {
  const table = stream.schema.tables.find((candidate) => candidate.path === path)
  if (table === undefined) throw new Error(`the stream '${stream.name}' has no table '${path}'`)
  return table
}

function cellsOf(table: TableSchema, row: Row): Change['cells'] {
  const names = table.columns.filter(({ role }) => role !== 'system').map(({ name }) => name)
  return Object.fromEntries(names.map((name) => [name, row[name] ?? null] as const).filter(([, cell]) => cell !== null))
}

function keyText(table: TableSchema, row: Row): string {
  return JSON.stringify(table.key.map((name) => String(row[name])))
}
