import { sql } from 'kysely'
import type { Transaction } from './database/transaction.ts'
import { dropOwnTables } from './stage/own-tables.ts'
import { removeUndurable } from './stage/remove-undurable.ts'
import type { Staging } from './stage/staging.ts'
import { readGeneration } from './state/generations.ts'
import { hasLease, releaseLease } from './state/lease.ts'
import type { Hold } from './state/lease.ts'
import { readPartition } from './state/partitions.ts'
import { lockStreams, readStreamEntries, readStreamEntry } from './state/streams.ts'

/**
 * Gives the lease back and removes all staging that no savepoint refers to; for a worker, only what it staged itself. After
 * a takeover nothing is left to remove. The run's record stays as it is: where it still says `running`, the next run
 * ends it.
 */
export async function closeSession(transaction: Transaction, hold: Hold, staging: Staging): Promise<void> {
  if (hold.isWorker) {
    if (await hasLease(transaction, hold)) await removeOwnStaging(transaction, hold, staging)
  } else if (await releaseLease(transaction, hold)) {
    await removeStaging(transaction, hold.pipeline)
  }
}

/** What was staged and never became durable, by whomever, and what was found missing: all that is noted as staging. */
export async function removeStaging(transaction: Transaction, pipeline: string): Promise<void> {
  await dropStagedTables(transaction, pipeline)
  for (const entry of await readStreamEntries(transaction, pipeline)) {
    const generation = await readGeneration(transaction, entry)
    if (generation !== undefined) await removeUndurable(transaction, entry, { generation })
  }
}

async function dropStagedTables(transaction: Transaction, pipeline: string): Promise<void> {
  const { connection, system } = transaction
  const rows = await connection.rows(system.deleteFrom('staging').where('pipeline', '=', pipeline).returning('name'))
  if (rows.length === 0) return
  const tables = rows.map(([name]) => transaction.systemTable(String(name)))
  await connection.run(sql`drop table if exists ${sql.join(tables)}`)
}

async function removeOwnStaging(transaction: Transaction, { pipeline }: Hold, staging: Staging): Promise<void> {
  const attempts = staging.all()
  const streams = [...new Set(attempts.map(({ work }) => work.stream))]
  await lockStreams(transaction, pipeline, { streams, isNew: false })
  await dropOwnTables(
    transaction,
    attempts.flatMap((attempt) => attempt.tables()),
  )
  for (const { work } of attempts) {
    const entry = await readStreamEntry(transaction, pipeline, work.stream)
    const generation = await readGeneration(transaction, entry)
    const { partition, attempt } = await readPartition(transaction, entry, work.partition)
    // Whoever has begun the partition again has removed it already.
    if (generation === undefined || generation.id !== work.generation?.id || attempt !== work.attempt) continue
    await removeUndurable(transaction, entry, { generation, partition })
  }
}
