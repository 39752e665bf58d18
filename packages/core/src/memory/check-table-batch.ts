import { rowOperation } from '../contract/batch.ts'
import type { ColumnBatch, TableBatch } from '../contract/batch.ts'
import { DestinationError } from '../contract/errors/destination-error.ts'
import type { TableSchema } from '../contract/table-schema.ts'
import { isCell } from './is-cell.ts'

const operations: ReadonlySet<number> = new Set(Object.values(rowOperation))

/** Throws a `DestinationError` unless rows, columns and cells of a batch are as its table wants them. */
export function checkTableBatch(batch: TableBatch, table: TableSchema): void {
  const problem =
    findShapeProblem(batch) ?? batch.columns.map((column) => findColumnProblem(column, batch, table)).find(Boolean)
  if (problem === undefined) return
  throw new DestinationError({
    message: `a batch of table ${table.name} (path '${table.path}') does not fit: ${problem}`,
  })
}

function findShapeProblem({ rowCount, ordinals, operations: given, columns }: TableBatch): string | undefined {
  if (ordinals.length !== rowCount) return `it has ${rowCount} rows, but ${ordinals.length} ordinals`
  if (ordinals.some((ordinal, index) => ordinal < (ordinals[index - 1] ?? 0))) return 'its ordinals do not ascend'
  if (given !== undefined && given.length !== rowCount) return `it has ${rowCount} rows, but ${given.length} operations`
  if (given?.some((operation) => !operations.has(operation)) === true) return 'it has an unknown operation'
  if (new Set(columns.map(({ name }) => name)).size < columns.length) return 'a column comes twice'
  return undefined
}

function findColumnProblem(
  { name, type, values }: ColumnBatch,
  batch: TableBatch,
  table: TableSchema,
): string | undefined {
  const column = table.columns.find((candidate) => candidate.name === name)
  if (column === undefined) {
    return `there is no column ${name}; there are: ${table.columns.map((candidate) => candidate.name).join(', ')}`
  }
  if (column.role === 'system') return `column ${name} is written at publish only`
  if (column.type !== type) return `column ${name} is ${column.type}, not ${type}`
  if (values.length !== batch.rowCount) return `it has ${batch.rowCount} rows, but ${values.length} cells in ${name}`
  const index = values.findIndex((value) => value !== null && !isCell(value, type))
  return index === -1 ? undefined : `the cell of ${name} in row ${index} is no ${type} in the form of the contract`
}
