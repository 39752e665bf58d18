import type { TableSchema } from '@millrace/core/plugin'
import { sql } from 'kysely'
import type { Sql } from '../database/names.ts'
import type { Transaction } from '../database/transaction.ts'
import type { GenerationEntry } from '../state/generations.ts'
import { declareStaged } from './declare-staged.ts'
import { tableSuffix } from './table-suffix.ts'

type GenerationName = Pick<GenerationEntry, 'id'>

/** The table in which a generation keeps the rows of one of its tables. */
export function generationTable(transaction: Transaction, generation: GenerationName, path: string): Sql {
  return transaction.systemTable(nameOf(generation, path))
}

/** Makes the table that keeps the rows of a table, unless it is there. The stream has to be locked. */
export async function createGenerationTable(
  transaction: Transaction,
  generation: GenerationName,
  table: TableSchema,
): Promise<void> {
  const name = generationTable(transaction, generation, table.path)
  await transaction.connection.run(sql`create table if not exists ${name} ${declareStaged(table)}`)
}

/** The tables of a stream of which the generation has rows. */
export async function listGenerationTables(
  transaction: Transaction,
  generation: GenerationName,
  tables: readonly TableSchema[],
): Promise<readonly { readonly name: Sql; readonly table: TableSchema }[]> {
  const names = await listNames(transaction, generation)
  return tables.flatMap((table) => {
    const name = nameOf(generation, table.path)
    return names.has(name) ? [{ name: transaction.systemTable(name), table }] : []
  })
}

/** Removes all rows that a generation keeps. */
export async function dropGenerationTables(transaction: Transaction, generation: GenerationName): Promise<void> {
  const names = [...(await listNames(transaction, generation))].map((name) => transaction.systemTable(name))
  if (names.length > 0) await transaction.connection.run(sql`drop table ${sql.join(names)}`)
}

function nameOf({ id }: GenerationName, path: string): string {
  return `generation_${id}_${tableSuffix(path)}`
}

async function listNames({ connection, places }: Transaction, { id }: GenerationName): Promise<ReadonlySet<string>> {
  const rows = await connection.rows(
    sql`select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = ${places.systemSchema}::text and c.relkind = 'r'
        and starts_with(c.relname::text, ${`generation_${id}_`}::text)`,
  )
  return new Set(rows.map(([name]) => String(name)))
}
