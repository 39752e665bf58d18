import { hash } from 'node:crypto'
import type { TableSchema } from '@millrace/core/plugin'
import type { Transaction } from '../database/transaction.ts'
import type { GenerationEntry } from '../state/generations.ts'

/** A table in which a generation keeps the rows of one of its tables. */
export interface GenerationTable {
  /** Quoted, with its schema. */
  readonly name: string
  readonly table: TableSchema
  /** Its own name, where it stands beside the users' tables. */
  readonly besideName: string | undefined
}

/**
 * The table, quoted, in which a generation keeps the rows of one of its tables. It stands in the schema of the users'
 * tables where it may become one of them: DuckDB does not move tables from one schema to another.
 */
export function generationTable(
  transaction: Transaction,
  { id }: Pick<GenerationEntry, 'id'>,
  { path, isBeside }: { readonly path: string; readonly isBeside: boolean },
): string {
  return isBeside ? transaction.table(prefixBeside + nameOf(id, path)) : transaction.system(nameOf(id, path))
}

/** The tables of a stream of which the generation has rows. */
export async function listGenerationTables(
  transaction: Transaction,
  { id }: Pick<GenerationEntry, 'id'>,
  tables: readonly TableSchema[],
): Promise<readonly GenerationTable[]> {
  const { apart, beside } = await listNames(transaction, id)
  return tables.flatMap((table) => {
    const name = nameOf(id, table.path)
    const besideName = prefixBeside + name
    return [
      ...(apart.has(name) ? [{ name: transaction.system(name), table, besideName: undefined }] : []),
      ...(beside.has(besideName) ? [{ name: transaction.table(besideName), table, besideName }] : []),
    ]
  })
}

/** Removes all rows that a generation keeps. */
export async function dropGenerationTables(
  transaction: Transaction,
  { id }: Pick<GenerationEntry, 'id'>,
): Promise<void> {
  const { apart, beside } = await listNames(transaction, id)
  const tables = [
    ...[...apart].map((name) => transaction.system(name)),
    ...[...beside].map((name) => transaction.table(name)),
  ]
  for (const table of tables) await transaction.connection.run(`DROP TABLE ${table}`)
}

/** Nothing of the users' is called like that. */
const prefixBeside = '_mr_'

/** A path may be longer than a name. */
function nameOf(generation: string, path: string): string {
  return `generation_${generation}_${path === '' ? 'root' : hash('sha256', path).slice(0, 16)}`
}

async function listNames(
  { connection, places }: Transaction,
  generation: string,
): Promise<{ readonly apart: ReadonlySet<string>; readonly beside: ReadonlySet<string> }> {
  const prefix = `generation_${generation}_`
  const rows = await connection.rows(
    `SELECT schema_name = $1, table_name FROM duckdb_tables() WHERE database_name = current_database()
      AND (schema_name = $1 AND starts_with(table_name, $2) OR schema_name = $3 AND starts_with(table_name, $4))`,
    [places.systemSchema, prefix, places.schema, prefixBeside + prefix],
  )
  const names = (isApart: boolean): ReadonlySet<string> =>
    new Set(rows.filter(([where]) => where === isApart).map(([, name]) => String(name)))
  return { apart: names(true), beside: names(false) }
}
