import type { DuckDBInstance, DuckDBValue } from '@duckdb/node-api'
import type { CellValue, ColumnType } from '@millrace/core/plugin'
import type { FaultReader, LedgerRow, StagedPartition } from '@millrace/testkit'
import { duckdbType } from '../../../src/cells/duckdb-type.ts'
import { readableSql, readCell } from '../../../src/cells/read-cell.ts'
import { literal, quote } from '../../../src/database/names.ts'
import type { DuckDBDestination } from '../../../src/index.ts'
import { ordersOfPartition } from '../../../src/stage/staged-columns.ts'

type Select = (sql: string) => Promise<readonly (readonly DuckDBValue[])[]>

const types = new Map(Object.entries(duckdbType).map(([type, sql]) => [sql, type as ColumnType]))

/** Looks into a database on connections of its own. */
export function faultReader(instance: DuckDBInstance, destination: DuckDBDestination): FaultReader {
  const select: Select = async (sql) => {
    const connection = await instance.connect()
    try {
      return (await connection.runAndReadAll(sql)).getRows()
    } finally {
      connection.closeSync()
    }
  }
  const rows = (table: string): Promise<readonly LedgerRow[]> => readRows(select, table)
  return {
    rows,
    deltaRows: rows,
    rejects: (stream, pipeline) => destination.rejects(pipeline, stream),
    staging: (stream, pipeline) => readStaging(select, { stream, pipeline }),
    async advanceClock(milliseconds) {
      const known = await select(
        "SELECT 1 FROM duckdb_tables() WHERE schema_name = '_millrace' AND table_name = 'leases'",
      )
      // A run that died before it had made them holds no lease.
      if (known.length === 0) return
      await select(`UPDATE _millrace.leases SET ends_at = ends_at - INTERVAL '${milliseconds} milliseconds'`)
    },
  }
}

async function readRows(select: Select, table: string): Promise<readonly LedgerRow[]> {
  const found = await select(
    `SELECT column_name, data_type FROM duckdb_columns() WHERE database_name = current_database()
      AND schema_name = 'main' AND table_name = ${literal(table)} ORDER BY column_index`,
  )
  const columns = found.map(([name, sql]) => ({ name: String(name), type: types.get(String(sql)) ?? 'text' }))
  const list = columns.map(({ name, type }) => readableSql(quote(name), type)).join(', ')
  const rows = await select(`SELECT ${list} FROM main.${quote(table)}`)
  return rows.map((row) =>
    Object.fromEntries(
      columns.map(({ name, type }, index): [string, CellValue] => [name, readCell(row[index] ?? null, type)]),
    ),
  )
}

/** What stands in the tables of generations, those included that no generation knows any more. */
async function readStaging(
  select: Select,
  { stream, pipeline }: { readonly stream: string; readonly pipeline: string },
): Promise<readonly StagedPartition[]> {
  const tables = await select(
    `SELECT table_name, split_part(table_name, '_', 2) FROM duckdb_tables()
      WHERE database_name = current_database() AND schema_name = '_millrace' AND regexp_matches(table_name, '^generation_\\d+_')`,
  )
  const staged: StagedPartition[] = []
  for (const [table, id] of tables) {
    const [owner] = await select(`SELECT pipeline, stream FROM _millrace.generations WHERE id = ${String(id)}`)
    if (owner !== undefined && (owner[0] !== pipeline || owner[1] !== stream)) continue
    const partitions = await select(
      `SELECT coalesce(any_value(partition), 'unknown') FROM _millrace.${quote(String(table))}
        LEFT JOIN _millrace.generation_partitions ON generation = ${String(id)} AND position = _mr_order // ${ordersOfPartition}
        GROUP BY _mr_order // ${ordersOfPartition}`,
    )
    staged.push(...partitions.map(([partition]) => ({ partition: String(partition), generation: String(id) })))
  }
  return staged
}
