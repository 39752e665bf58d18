import type { ColumnType } from '../contract/column-type.ts'
import { DestinationError } from '../contract/errors/destination-error.ts'
import type { RowKey } from '../contract/key.ts'
import type { RowCondition } from '../contract/publish.ts'
import type { MissingRequest } from '../contract/session.ts'
import type { TableSchema } from '../contract/table-schema.ts'
import { compareCells } from '../kit/compare-cells.ts'
import { keyText, readCells } from './key-text.ts'
import type { Hold } from './lease.ts'
import type { MissingRow, Row, State, StreamEntry } from './state.ts'
import { streamKey } from './state.ts'
import { isLiveRow } from './table-writer.ts'
import type { Transaction } from './transaction.ts'

/** Looks for live root rows that lie in what was read completely, and that no partition brought. */
export function findMissing(
  transaction: Transaction,
  hold: Hold,
  request: MissingRequest,
): { readonly missing: number; readonly stored: number } {
  const entry = transaction.stream(hold.pipeline, request.stream)
  const [root] = entry.schema.tables
  if (root === undefined) return { missing: 0, stored: 0 }
  const live = [...(transaction.tables.get(root.name)?.rows ?? [])].filter(([, [row]]) => row && isLiveRow(row))
  const came = findKeysThatCame(entry)
  const kept = [...entry.partitions.values(), ...(entry.generation?.partitions.values() ?? [])]
  const scopes = [...request.scopes, ...kept.flatMap((partition) => partition.scopes)]
  const isCovered = coverage(root, { ...request, scopes })
  const missing = live
    .filter(([key, [row]]) => row && !came.has(key) && isCovered(row))
    .map(([key, [row]]): MissingRow => ({ key, cells: row ? readCells(row, root.key) : [] }))
    .sort((left, right) => compareKeys(left.cells, right.cells, root))
  transaction.updateStream(entry, { missing })
  return { missing: missing.length, stored: live.length }
}

export function readMissing(
  state: State,
  request: {
    readonly pipeline: string
    readonly stream: string
    readonly after: RowKey | undefined
    readonly limit: number
  },
): readonly RowKey[] {
  const { pipeline, stream, after, limit } = request
  const entry = state.streams.get(streamKey(pipeline, stream))
  const root = entry?.schema.tables[0]
  if (entry === undefined || root === undefined) return []
  return entry.missing
    .filter(({ cells }) => after === undefined || compareKeys(cells, after, root) > 0)
    .slice(0, limit)
    .map(({ cells }) => cells)
}

export function keepMissing(
  transaction: Transaction,
  hold: Hold,
  request: { readonly stream: string; readonly keys: readonly RowKey[] },
): void {
  const entry = transaction.stream(hold.pipeline, request.stream)
  const spared = new Set(request.keys.map(keyText))
  transaction.updateStream(entry, { missing: entry.missing.filter(({ key }) => !spared.has(key)) })
}

/** Keys that were published since a read began, and all that are staged. */
function findKeysThatCame(entry: StreamEntry): ReadonlySet<string> {
  const partitions = [...entry.partitions.values()]
  const staged = [...partitions, ...(entry.generation?.partitions.values() ?? [])].flatMap(({ batches }) =>
    batches.flat(),
  )
  return new Set([...partitions.flatMap(({ seen }) => seen.flat()), ...staged.map(({ key }) => key)])
}

/** Whether a row lies in any of the scopes or partitions. */
function coverage(root: TableSchema, request: MissingRequest): (row: Row) => boolean {
  const partitions = new Set<unknown>(request.partitions)
  const partitionColumn = root.columns.find(({ role }) => role === 'partition')?.name
  const scopes = request.scopes.map((scope) => scope.map((condition) => test(root, condition)))
  return (row) => {
    const partition = (partitionColumn && row.get(partitionColumn)) ?? null
    if (partitions.size > 0 && (partition === null || partitions.has(partition))) return true
    return scopes.some((conditions) => conditions.every((holds) => holds(row)))
  }
}

function test(root: TableSchema, { column, operator, value }: RowCondition): (row: Row) => boolean {
  const type = root.columns.find(({ name }) => name === column)?.type
  if (type === undefined || value === null) {
    throw new DestinationError({
      message: `a scope of table ${root.name} names ${column}, which is ${type === undefined ? 'no column' : 'compared to NULL'}`,
    })
  }
  return (row) => {
    const cell = row.get(column) ?? null
    if (cell === null) return false
    const order = compareCells(cell, value, type)
    switch (operator) {
      case '=':
        return order === 0
      case '<':
        return order < 0
      case '<=':
        return order <= 0
      case '>':
        return order > 0
      case '>=':
        return order >= 0
      default:
        return operator satisfies never
    }
  }
}

function compareKeys(left: RowKey, right: RowKey, root: TableSchema): number {
  for (const [index, name] of root.key.entries()) {
    const type: ColumnType = root.columns.find((column) => column.name === name)?.type ?? 'text'
    const order = compareCells(left[index] ?? null, right[index] ?? null, type)
    if (order !== 0) return order
  }
  return 0
}
