import type { OpenRequest, RunRecord } from '@millrace/core/plugin'
import { removeStaging } from './close-session.ts'
import type { Transaction } from './database/transaction.ts'
import { forgetLost } from './schema/lost-tables.ts'
import { readGeneration } from './state/generations.ts'
import { refuseWorker, takeLease } from './state/lease.ts'
import type { Hold } from './state/lease.ts'
import { readPartitions, updatePartition } from './state/partitions.ts'
import { endDeadRuns, storeRun } from './state/runs.ts'
import { forgetSeen } from './state/seen-keys.ts'
import { readStreamEntries } from './state/streams.ts'
import type { StreamEntry } from './state/streams.ts'
import { createSystemTables } from './state/system-tables.ts'

export interface OpenedRun {
  readonly hold: Hold
  readonly endedRuns: readonly RunRecord[]
}

/** Takes the pipeline for a new run, after clearing up behind runs that died. */
export async function openRun(transaction: Transaction, request: OpenRequest): Promise<OpenedRun> {
  refuseWorker(request)
  await createSystemTables(transaction)
  const { connection } = transaction
  const runNumber = (await connection.count(`SELECT coalesce(max(number), 0) FROM ${transaction.system('runs')}`)) + 1
  const { hold, before } = await takeLease(transaction, request, runNumber)
  const endedRuns = await endDeadRuns(transaction, request.pipeline, before)
  const entries = await forgetLost(transaction, await readStreamEntries(transaction, request.pipeline))
  await removeStaging(transaction, request.pipeline)
  for (const entry of entries) await beginStream(transaction, entry)
  await storeRun(transaction, hold, request.record(runNumber))
  return { hold, endedRuns }
}

/** Reads that ended begin anew; ordinals count on only where rows are staged. */
async function beginStream(transaction: Transaction, entry: StreamEntry): Promise<void> {
  const generation = await readGeneration(transaction, entry)
  for (const held of await readPartitions(transaction, entry)) {
    const isOpen = generation?.partitions.some(({ partition }) => partition === held.partition) ?? false
    if (held.hasEnded && held.hasSeen) await forgetSeen(transaction, entry, [held.partition])
    const begun = held.hasEnded ? { scopes: [], hasSeen: false, hasEnded: false } : {}
    const nextOrdinal = isOpen ? held.nextOrdinal : 0
    if (held.hasEnded || held.nextOrdinal !== nextOrdinal) {
      await updatePartition(transaction, entry, held, { ...begun, nextOrdinal })
    }
  }
}
