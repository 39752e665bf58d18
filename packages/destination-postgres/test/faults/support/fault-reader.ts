import type { FaultReader, StagedPartition } from '@millrace/testkit'
import type { PostgresDestination } from '../../../src/index.ts'
import { readerOf } from '../../postgres-under-test.ts'
import { quote } from '../../support/read-rows.ts'
import type { TestDatabase } from '../../support/test-database.ts'

/** Looks into a database on connections of its own. */
export function faultReader(database: TestDatabase, destination: PostgresDestination): FaultReader {
  const { rows, deltaRows, advanceClock } = readerOf(database)
  return {
    rows,
    deltaRows,
    advanceClock,
    rejects: (stream, pipeline) => destination.rejects(pipeline, stream),
    staging: (stream, pipeline) => readStaging(database, { stream, pipeline }),
  }
}

const ordersOfPartition = '8589934592'

/** What stands in the tables of generations and attempts, those included that nothing knows any more. */
async function readStaging(
  { sql }: TestDatabase,
  { stream, pipeline }: { readonly stream: string; readonly pipeline: string },
): Promise<readonly StagedPartition[]> {
  const tables = await sql(
    `select relname, split_part(relname, '_', 1), split_part(relname, '_', 2) from pg_class
      where relnamespace = to_regnamespace('_millrace') and relkind = 'r' and relname ~ '^(generation|staged)_\\d+_'`,
  )
  const staged: StagedPartition[] = []
  for (const [table, kind, number] of tables) {
    if (kind === 'staged') {
      staged.push({ partition: String(table), generation: undefined })
      continue
    }
    const [owner] = await sql('select pipeline, stream from _millrace.generations where id = $1', [number])
    if (owner !== undefined && (owner[0] !== pipeline || owner[1] !== stream)) continue
    const partitions = await sql(
      `select distinct coalesce(partition, 'unknown') from _millrace.${quote(String(table))}
        left join _millrace.generation_partitions on generation = $1 and position = _mr_order / ${ordersOfPartition}`,
      [number],
    )
    staged.push(...partitions.map(([partition]) => ({ partition: String(partition), generation: String(number) })))
  }
  return staged
}
