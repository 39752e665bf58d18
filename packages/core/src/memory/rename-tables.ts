import type { Table } from './state.ts'

/** Gives tables other names; they may swap them. */
export function renameTables(
  tables: Map<string, Table>,
  renames: readonly { readonly from: string; readonly to: string }[],
): void {
  const moved = renames.map(({ from, to }) => ({ table: tables.get(from), to }))
  for (const { from } of renames) tables.delete(from)
  for (const { table, to } of moved) {
    if (table !== undefined) tables.set(to, { ...table, name: to })
  }
}
