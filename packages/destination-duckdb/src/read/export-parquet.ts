import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { DestinationError, InvalidOptionsError } from '@millrace/core/plugin'
import { literal, quoteAll } from '../database/names.ts'
import type { Transaction } from '../database/transaction.ts'
import { readOwnedTables, readStanding } from '../schema/table-names.ts'
import { readColumns } from '../schema/read-columns.ts'

export interface ParquetOptions {
  /** Tables to write. Default: all, with delta tables. */
  readonly tables?: readonly string[]
  /** Columns by which a table is cut into folders (`country=DE/…`), by the table's name. Default: one file a table. */
  readonly partitionBy?: Readonly<Record<string, string | readonly string[]>>
}

/** A table that was written. */
export interface ExportedTable {
  readonly table: string
  /** The file, or the folder of a table that is partitioned. */
  readonly path: string
  readonly rows: number
}

/** Writes tables as Parquet files into a folder, in place of what was exported there before. */
export async function exportParquet(
  transaction: Transaction,
  folder: string,
  options: ParquetOptions,
): Promise<readonly ExportedTable[]> {
  const standing = new Set((await readStanding(transaction)).map(({ name }) => name))
  const names = (await readOwnedTables(transaction)).map(({ name }) => name).filter((name) => standing.has(name))
  const tables = options.tables ?? names
  await checkOptions(transaction, options, names)
  makeFolder(folder)
  const exported: ExportedTable[] = []
  for (const table of tables) {
    const columns = [options.partitionBy?.[table] ?? []].flat()
    const file = join(folder, `${fileName(table)}.parquet`)
    const path = columns.length === 0 ? file : join(folder, fileName(table))
    if (path !== file) {
      // What an earlier export left, in other partitions or in one file, would still be read.
      rmSync(path, { recursive: true, force: true })
      rmSync(file, { force: true })
    }
    const partitioning = columns.length === 0 ? '' : `, PARTITION_BY (${quoteAll(columns)})`
    const rows = await transaction.connection.run(
      `COPY (FROM ${transaction.table(table)}) TO ${literal(path)} (FORMAT parquet${partitioning})`,
    )
    exported.push({ table, path, rows })
  }
  return exported
}

async function checkOptions(
  transaction: Transaction,
  { tables = [], partitionBy = {} }: ParquetOptions,
  names: readonly string[],
): Promise<void> {
  const problems = tables
    .map((table, index) => ({ path: `tables[${index}]`, table }))
    .concat(Object.keys(partitionBy).map((table) => ({ path: `partitionBy.${table}`, table })))
    .filter(({ table }) => !names.includes(table))
    .map(({ path, table }) => ({
      path,
      message: `there is no table ${table}; there are: ${names.join(', ') || 'none'}`,
    }))
  for (const [table, wanted] of Object.entries(partitionBy)) {
    if (!names.includes(table)) continue
    const columns = (await readColumns(transaction, table)).map(({ name }) => name)
    for (const column of [wanted].flat()) {
      if (columns.includes(column)) continue
      const message = `table ${table} has no column ${column}; it has: ${columns.join(', ')}`
      problems.push({ path: `partitionBy.${table}`, message })
    }
  }
  if (problems.length > 0) throw new InvalidOptionsError(problems)
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true })
  } catch (cause) {
    throw new DestinationError({
      code: 'duckdb_no_folder',
      message: `folder ${folder} cannot be made: name another one, or give this process the right to make it`,
      cause,
    })
  }
}

/**
 * A name of a table may hold what a name of a file may not, and be one of another folder (`..`). A folder of partitions
 * whose name ends in a letter beyond ASCII is put elsewhere by DuckDB.
 */
function fileName(table: string): string {
  return table.replaceAll(/^\.|[^\w.-]/gu, (character) => `%${character.codePointAt(0)?.toString(16)}`)
}
