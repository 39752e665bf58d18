import type { CellValue, ColumnType } from '../contract/column-type.ts'
import { TableOwnedError } from '../contract/errors/table-owned-error.ts'
import { findHolders } from './ownership.ts'
import type { Column } from './state.ts'
import type { Transaction } from './transaction.ts'

/** Makes a table that no stream owns, as somebody else might have. */
export function createForeignTable(
  transaction: Transaction,
  name: string,
  rows: readonly Readonly<Record<string, CellValue>>[],
): void {
  if (findHolders(transaction, name).length > 0) {
    throw new TableOwnedError(`table ${name} exists already`)
  }
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  const columns = names.map((column): Column => ({
    name: column,
    type: guessType(rows.map((row) => row[column] ?? null)),
  }))
  const stored = rows.map((row) => new Map(Object.entries(row)))
  transaction.tables.set(name, { name, owner: undefined, columns, rows: new Map([['', stored]]), isSeeded: true })
}

function guessType(cells: readonly CellValue[]): ColumnType {
  const cell = cells.find((candidate) => candidate !== null)
  switch (typeof cell) {
    case 'boolean':
      return 'boolean'
    case 'number':
      return 'float'
    case 'bigint':
      return 'integer'
    case 'object':
      return 'binary'
    default:
      return 'text'
  }
}
