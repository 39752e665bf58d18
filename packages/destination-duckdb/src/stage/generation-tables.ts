import { hash } from 'node:crypto'
import type { TableSchema } from '@millrace/core/plugin'
import type { Transaction } from '../database/transaction.ts'
import type { GenerationEntry } from '../state/generations.ts'

type GenerationName = Pick<GenerationEntry, 'id' | 'startedAt'>

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
  generation: GenerationName,
  { path, isBeside }: { readonly path: string; readonly isBeside: boolean },
): string {
  const name = nameOf(path)
  return isBeside
    ? transaction.table(prefixBeside(transaction, generation) + name)
    : transaction.system(prefixApart(generation) + name)
}

/** The tables of a stream of which the generation has rows. */
export async function listGenerationTables(
  transaction: Transaction,
  generation: GenerationName,
  tables: readonly TableSchema[],
): Promise<readonly GenerationTable[]> {
  const { apart, beside } = await listNames(transaction, generation)
  return tables.flatMap((table) => {
    const name = prefixApart(generation) + nameOf(table.path)
    const besideName = prefixBeside(transaction, generation) + nameOf(table.path)
    return [
      ...(apart.has(name) ? [{ name: transaction.system(name), table, besideName: undefined }] : []),
      ...(beside.has(besideName) ? [{ name: transaction.table(besideName), table, besideName }] : []),
    ]
  })
}

/** Removes all rows that a generation keeps. */
export async function dropGenerationTables(transaction: Transaction, generation: GenerationName): Promise<void> {
  const { apart, beside } = await listNames(transaction, generation)
  const tables = [
    ...[...apart].map((name) => transaction.system(name)),
    ...[...beside].map((name) => transaction.table(name)),
  ]
  for (const table of tables) await transaction.connection.run(`DROP TABLE ${table}`)
}

function prefixApart({ id }: GenerationName): string {
  return `generation_${id}_`
}

/** Nothing of the users' is called like that, and no generation of another system schema, or of one that was dropped. */
function prefixBeside({ places }: Transaction, { id, startedAt }: GenerationName): string {
  return `_mr_generation_${id}_${hash('sha256', `${places.systemSchema} ${startedAt}`).slice(0, 8)}_`
}

/** A path may be longer than a name. */
function nameOf(path: string): string {
  return path === '' ? 'root' : hash('sha256', path).slice(0, 16)
}

async function listNames(
  transaction: Transaction,
  generation: GenerationName,
): Promise<{ readonly apart: ReadonlySet<string>; readonly beside: ReadonlySet<string> }> {
  const { connection, places } = transaction
  const rows = await connection.rows(
    `SELECT schema_name = $1, table_name FROM duckdb_tables() WHERE database_name = current_database()
      AND (schema_name = $1 AND starts_with(table_name, $2) OR schema_name = $3 AND starts_with(table_name, $4))`,
    [places.systemSchema, prefixApart(generation), places.schema, prefixBeside(transaction, generation)],
  )
  const names = (isApart: boolean): ReadonlySet<string> =>
    new Set(rows.filter(([where]) => where === isApart).map(([, name]) => String(name)))
  return { apart: names(true), beside: names(false) }
}
