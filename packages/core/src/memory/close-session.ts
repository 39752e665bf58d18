import { releaseLease } from './lease.ts'
import type { Hold } from './lease.ts'
import type { PartitionEntry } from './state.ts'
import type { Transaction } from './transaction.ts'

/**
 * Gives the lease back and removes all staging that no savepoint refers to; for a worker, only what it staged itself.
 * After a takeover nothing is left to remove. The run's record stays as it is: where it still says `running`, the next
 * run ends it.
 */
export function closeSession(transaction: Transaction, hold: Hold): void {
  if (!hold.isWorker && !releaseLease(transaction, hold)) return
  for (const entry of transaction.streamsOf(hold.pipeline)) {
    const partitions = [...entry.partitions].map(([partition, held]): [string, PartitionEntry] => {
      const isOurs = !hold.isWorker || held.session === hold.session
      return [partition, isOurs ? { ...held, batches: [] } : held]
    })
    const missing = hold.isWorker ? entry.missing : []
    transaction.updateStream(entry, { partitions: new Map(partitions), missing })
  }
}
