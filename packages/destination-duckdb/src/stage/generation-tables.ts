import { hash } from 'node:crypto'
import type { TableSchema } from '@millrace/core/plugin'
import type { Transaction } from '../database/transaction.ts'
import type { GenerationEntry } from '../state/generations.ts'

/** The table, quoted, in which a generation keeps the rows of one of its tables. */
export function generationTable(transaction: Transaction, { id }: Pick<GenerationEntry, 'id'>, path: string): string {
  return transaction.system(nameOf(id, path))
}

/** The tables of a stream of which the generation has rows. */
export async function listGenerationTables(
  transaction: Transaction,
  { id }: Pick<GenerationEntry, 'id'>,
  tables: readonly TableSchema[],
): Promise<readonly { readonly name: string; readonly table: TableSchema }[]> {
  const names = await listNames(transaction, id)
  return tables.flatMap((table) => {
    const name = nameOf(id, table.path)
    return names.has(name) ? [{ name: transaction.system(name), table }] : []
  })
}

/** Removes all rows that a generation keeps. */
export async function dropGenerationTables(
  transaction: Transaction,
  { id }: Pick<GenerationEntry, 'id'>,
): Promise<void> {
  for (const name of await listNames(transaction, id)) {
    await transaction.connection.run(`DROP TABLE ${transaction.system(name)}`)
  }
}

/** A path may be longer than a name. */
function nameOf(generation: string, path: string): string {
  return `generation_${generation}_${path === '' ? 'root' : hash('sha256', path).slice(0, 16)}`
}

async function listNames({ connection, places }: Transaction, generation: string): Promise<ReadonlySet<string>> {
  const rows = await connection.rows(
    `SELECT table_name FROM duckdb_tables()
      WHERE database_name = current_database() AND schema_name = $1 AND starts_with(table_name, $2)`,
    [places.systemSchema, `generation_${generation}_`],
  )
  return new Set(rows.map(([name]) => String(name)))
}
