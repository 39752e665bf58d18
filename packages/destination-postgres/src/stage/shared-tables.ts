import { CommitConflictError, fromJsonText } from '@millrace/core/plugin'
import type { StreamSchema } from '@millrace/core/plugin'
import { sql } from 'kysely'
import type { Sql } from '../database/names.ts'
import type { Transaction } from '../database/transaction.ts'
import type { Hold } from '../state/lease.ts'
import { lockStreams } from '../state/streams.ts'
import type { AttemptStaging, GenerationPlace } from './attempt-staging.ts'
import { describeSuperseded } from './describe-superseded.ts'
import type { TableRows } from './encode-batch.ts'
import { createGenerationTable } from './generation-tables.ts'
import { SchemaMovedError } from './schema-moved-error.ts'

interface SharedWork {
  readonly attempt: AttemptStaging
  readonly place: GenerationPlace
}

/** Sees to it that a generation has the tables which these rows go to; answers them, in the order of the rows. */
export async function prepareSharedTables(
  transaction: Transaction,
  hold: Hold,
  { attempt, place, rows }: SharedWork & { readonly rows: readonly TableRows[] },
): Promise<readonly Sql[]> {
  const missing = rows.filter(({ table }) => !attempt.knownPaths.has(table.path))
  if (missing.length > 0) {
    // Several partitions may meet a table at the same moment; and whoever changes the schema has to see the table.
    await lockStreams(transaction, hold.pipeline, { streams: [attempt.work.stream], isNew: false })
    await requireLatest(transaction, hold, { attempt, place })
    for (const { table } of missing) await createGenerationTable(transaction, place, table)
  }
  return rows.map(({ table }) => place.tableOf(table.path))
}

/**
 * Throws unless the attempt is the latest at its partition, and the tables are what it takes them for; both stay so until the
 * transaction ends. To be called after rows were sent: tables that hold rows of this transaction are not altered, so that
 * these rows were read as what they are.
 */
export async function requireLatest(
  transaction: Transaction,
  hold: Hold,
  { attempt, place }: SharedWork,
): Promise<void> {
  const { connection } = transaction
  const { stream, partition } = attempt.work
  const [partitions, streams, generations] = ['partitions', 'streams', 'generations'].map((name) =>
    transaction.systemTable(name),
  )
  // As a text: Postgres takes no field out of a JSON that has a NUL in any of its names.
  const row = await connection.row(
    sql`select p.attempt, coalesce(g.rebuild, s.schema)::text
      from ${partitions} p
      join ${streams} s on s.pipeline = p.pipeline and s.stream = p.stream
      join ${generations} g on g.pipeline = p.pipeline and g.stream = p.stream
      where p.pipeline = ${hold.pipeline}::text and p.stream = ${stream}::text and p.partition = ${partition}::text
        and g.id = ${place.id}::bigint
      for share of p`,
  )
  if (row === undefined) {
    throw new CommitConflictError(
      `generation ${place.id} of stream ${stream} is not open: it was published or discarded`,
    )
  }
  const [latest, schema] = row
  if (latest !== attempt.work.attempt) throw new CommitConflictError(describeSuperseded(attempt.work, Number(latest)))
  const { version } = fromJsonText(String(schema)) as StreamSchema
  if (version !== attempt.schema.version) throw new SchemaMovedError(stream)
}
