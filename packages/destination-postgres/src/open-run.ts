import type { OpenRequest, RunRecord } from '@millrace/core/plugin'
import { checkServer } from './check-database.ts'
import { removeStaging } from './close-session.ts'
import type { Transaction } from './database/transaction.ts'
import { forgetLost } from './schema/lost-tables.ts'
import { readGeneration } from './state/generations.ts'
import { describeEnd, joinLease, lockLease, takeLease } from './state/lease.ts'
import type { Hold } from './state/lease.ts'
import { readServerLife } from './state/server-life.ts'
import { migrate } from './state/migrate.ts'
import { readPartitions, updatePartition } from './state/partitions.ts'
import { endDeadRuns, nextRunNumber, storeRun } from './state/runs.ts'
import { forgetSeen } from './state/seen-keys.ts'
import { readStreamEntries } from './state/streams.ts'
import type { StreamEntry } from './state/streams.ts'

export interface OpenedRun {
  readonly hold: Hold
  readonly endedRuns: readonly RunRecord[]
}

/** Takes the pipeline for a new run, after clearing up behind runs that died; or joins a run. */
export async function openRun(
  transaction: Transaction,
  { request, title }: { readonly request: OpenRequest; readonly title: string },
): Promise<OpenedRun> {
  const { pipeline, join } = request
  await checkServer(transaction, title)
  await migrate(transaction)
  // From now on a crash can be told.
  await readServerLife(transaction)
  if (join !== undefined) return { hold: await joinLease(transaction, request, join.epoch), endedRuns: [] }
  const before = await lockLease(transaction, pipeline)
  const endedRuns = await endDeadRuns(transaction, pipeline, await describeEnd(transaction, before))
  const entries = await forgetLost(transaction, await readStreamEntries(transaction, pipeline))
  await removeStaging(transaction, pipeline)
  for (const entry of entries) await beginStream(transaction, entry)
  // Last, since other pipelines wait for their numbers until this transaction ends.
  const runNumber = await nextRunNumber(transaction)
  const hold = await takeLease(transaction, request, { before, runNumber })
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
