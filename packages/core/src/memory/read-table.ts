import type { CellValue } from '../contract/column-type.ts'
import { DestinationError } from '../contract/errors/destination-error.ts'
import type { State, Table } from './state.ts'

/** A row by column name, in the order of the table's columns. */
export type PlainRow = Readonly<Record<string, CellValue>>

/** Copies of the rows of a table or delta table. */
export function readTable(state: State, name: string): readonly PlainRow[] {
  const table = state.tables.get(name) ?? state.deltas.get(name)
  if (table !== undefined) return readRows(table)
  const names = [...listNames(state.tables), ...listNames(state.deltas)].join(', ') || 'none'
  throw new DestinationError({ message: `table ${name} does not exist; there are: ${names}` })
}

/** Copies of the rows of a delta table. */
export function readDelta(state: State, name: string): readonly PlainRow[] {
  const table = state.deltas.get(name)
  if (table !== undefined) return readRows(table)
  const names = listNames(state.deltas).join(', ') || 'none'
  throw new DestinationError({ message: `delta table ${name} does not exist; there are: ${names}` })
}

export function listNames(tables: ReadonlyMap<string, Table>): readonly string[] {
  return [...tables.keys()].sort()
}

function readRows(table: Table): readonly PlainRow[] {
  return [...table.rows.values()].flat().map((row) =>
    // A column may be called `__proto__`: from entries it is a property like any other.
    Object.fromEntries(table.columns.map(({ name }) => [name, copyCell(row.get(name) ?? null)])),
  )
}

function copyCell(cell: CellValue): CellValue {
  return cell instanceof Uint8Array ? cell.slice() : cell
}
