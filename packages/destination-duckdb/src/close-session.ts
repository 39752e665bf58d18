import type { Transaction } from './database/transaction.ts'
import { removeUndurable } from './stage/remove-undurable.ts'
import { readGeneration } from './state/generations.ts'
import { releaseLease } from './state/lease.ts'
import type { Hold } from './state/lease.ts'
import { readStreamEntries } from './state/streams.ts'

/**
 * Gives the lease back and removes all staging that no savepoint refers to. After a takeover nothing is left to remove.
 * The run's record stays as it is: where it still says `running`, the next run ends it.
 */
export async function closeSession(transaction: Transaction, hold: Hold): Promise<void> {
  if (await releaseLease(transaction, hold)) await removeStaging(transaction, hold.pipeline)
}

/** What was staged and never became durable. */
export async function removeStaging(transaction: Transaction, pipeline: string): Promise<void> {
  for (const entry of await readStreamEntries(transaction, pipeline)) {
    const generation = await readGeneration(transaction, entry)
    if (generation !== undefined) await removeUndurable(transaction, entry, { generation })
  }
}
