import type { DuckDBInstance } from '@duckdb/node-api'
import type { FaultReader, LedgerRow, StagedPartition } from '@millrace/testkit'
import type { DuckDBDestination } from '../../../src/index.ts'
import { ordersOfPartition } from '../../../src/stage/staged-columns.ts'
import { readRows, select } from '../../support/read-database.ts'

/** Looks into a database on connections of its own. */
export function faultReader(instance: DuckDBInstance, destination: DuckDBDestination): FaultReader {
  const rows = (table: string): Promise<readonly LedgerRow[]> => readRows(instance, table)
  return {
    rows,
    deltaRows: rows,
    rejects: (stream, pipeline) => destination.rejects(pipeline, stream),
    staging: (stream, pipeline) => readStaging(instance, { stream, pipeline }),
    async advanceClock(milliseconds) {
      const known = await select(
        instance,
        "SELECT 1 FROM duckdb_tables() WHERE schema_name = '_millrace' AND table_name = 'leases'",
      )
      // A run that died before it had made them holds no lease.
      if (known.length === 0) return
      await select(instance, `UPDATE _millrace.leases SET ends_at = ends_at - INTERVAL '${milliseconds} milliseconds'`)
    },
  }
}

/** What stands in the tables of generations, those included that no generation knows any more. */
async function readStaging(
  instance: DuckDBInstance,
  { stream, pipeline }: { readonly stream: string; readonly pipeline: string },
): Promise<readonly StagedPartition[]> {
  const tables = await select(
    instance,
    `SELECT concat(schema_name, '."', table_name, '"'), regexp_extract(table_name, 'generation_(\\d+)_', 1) FROM duckdb_tables()
      WHERE database_name = current_database() AND regexp_matches(table_name, '^(_mr_)?generation_\\d+_')`,
  )
  const staged: StagedPartition[] = []
  for (const [table, id] of tables) {
    const [owner] = await select(
      instance,
      `SELECT pipeline, stream FROM _millrace.generations WHERE id = ${String(id)}`,
    )
    if (owner !== undefined && (owner[0] !== pipeline || owner[1] !== stream)) continue
    const partitions = await select(
      instance,
      `SELECT coalesce(any_value(partition), 'unknown') FROM ${String(table)}
        LEFT JOIN _millrace.generation_partitions ON generation = ${String(id)} AND position = _mr_order // ${ordersOfPartition}
        GROUP BY _mr_order // ${ordersOfPartition}`,
    )
    staged.push(...partitions.map(([partition]) => ({ partition: String(partition), generation: String(id) })))
  }
  return staged
}
