import { fromJsonText, toJsonText } from '@millrace/core/plugin'
import type { JsonValue, NewSavepoint, StoredSavepoint } from '@millrace/core/plugin'
import { sql } from 'kysely'
import type { Transaction } from '../database/transaction.ts'

interface StreamName {
  readonly pipeline: string
  readonly stream: string
}

/** Published savepoints in the order of their partitions: of these partitions, or of all. */
export async function readSavepoints(
  { connection, system }: Transaction,
  { pipeline, stream }: StreamName,
  partitions?: readonly string[],
): Promise<readonly StoredSavepoint[]> {
  const rows = await connection.rows(
    system
      .selectFrom('savepoints')
      .select(['connector', 'version', 'partition', 'sequence', 'value'])
      .where('pipeline', '=', pipeline)
      .where('stream', '=', stream)
      .$if(partitions !== undefined, (query) => query.where(sql<boolean>`partition = any(${partitions}::text[])`))
      .orderBy('partition'),
  )
  return rows.map(([connector, version, partition, sequence, value]) => ({
    connector: String(connector),
    version: Number(version),
    stream,
    partition: String(partition),
    sequence: Number(sequence),
    value: fromJsonText(String(value)) as JsonValue,
  }))
}

/** Stores savepoints, each numbered after the one that stood before. */
export async function storeSavepoints(
  { connection, system }: Transaction,
  { pipeline, stream }: StreamName,
  given: readonly { readonly partition: string; readonly savepoint: NewSavepoint | undefined }[],
): Promise<void> {
  const added = given.flatMap(({ partition, savepoint }) => (savepoint === undefined ? [] : [{ partition, savepoint }]))
  if (added.length === 0) return
  const partitions = added.map(({ partition }) => partition)
  const connectors = added.map(({ savepoint }) => savepoint.connector)
  const versions = added.map(({ savepoint }) => savepoint.version)
  const values = added.map(({ savepoint }) => toJsonText(savepoint.value))
  await connection.run(
    system
      .insertInto('savepoints')
      .columns(['pipeline', 'stream', 'partition', 'connector', 'version', 'sequence', 'value'])
      .expression(
        sql`select ${pipeline}::text, ${stream}::text, partition, connector, version, 1, value::json
          from unnest(${partitions}::text[], ${connectors}::text[], ${versions}::bigint[], ${values}::text[])
            as given (partition, connector, version, value)`,
      )
      .onConflict((conflict) =>
        conflict.columns(['pipeline', 'stream', 'partition']).doUpdateSet({
          connector: sql`excluded.connector`,
          version: sql`excluded.version`,
          sequence: sql`savepoints.sequence + 1`,
          value: sql`excluded.value`,
        }),
      ),
  )
}
