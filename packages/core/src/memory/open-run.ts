import type { OpenRequest } from '../contract/destination.ts'
import type { RunRecord } from '../contract/run-record.ts'
import { checkRunRecord } from '../kit/check-run-record.ts'
import { formatTime } from '../kit/format-time.ts'
import { joinLease, takeLease } from './lease.ts'
import type { Hold } from './lease.ts'
import type { PartitionEntry, StreamEntry } from './state.ts'
import type { Transaction } from './transaction.ts'

export interface OpenedRun {
  readonly hold: Hold
  readonly endedRuns: readonly RunRecord[]
}

/** Takes the pipeline for a new run, after clearing up behind runs that died; or joins a run. */
export function openRun(transaction: Transaction, request: OpenRequest): OpenedRun {
  if (request.join !== undefined) {
    return { hold: joinLease(transaction, request, request.join.epoch), endedRuns: [] }
  }
  const before = transaction.leases.get(request.pipeline)
  const runNumber = transaction.runs.size + 1
  const hold = takeLease(transaction, request, runNumber)
  const how = before?.isReleased === false ? 'went silent; its lease ended at' : 'gave up its lease at'
  const error = `the process that ran it ${how} ${formatTime(before?.endsAt ?? transaction.now)}`
  const endedRuns = endDeadRuns(transaction, request.pipeline, error)
  for (const entry of transaction.streamsOf(request.pipeline)) beginStream(transaction, entry)
  storeRun(transaction, hold, request.record(runNumber))
  return { hold, endedRuns }
}

/** Stores the record of the session's run. */
export function storeRun(transaction: Transaction, hold: Hold, record: RunRecord): void {
  checkRunRecord(record, hold)
  transaction.runs.set(hold.runNumber, structuredClone(record))
}

function endDeadRuns(transaction: Transaction, pipeline: string, error: string): readonly RunRecord[] {
  const ended: RunRecord[] = []
  for (const record of transaction.runs.values()) {
    if (record.pipeline !== pipeline || record.status !== 'running') continue
    ended.push({ ...record, status: 'failed', endedAt: formatTime(transaction.now), error })
  }
  for (const record of ended) transaction.runs.set(record.number, record)
  return ended
}

/** What earlier runs left undurable is removed; reads that ended begin anew. */
function beginStream(transaction: Transaction, entry: StreamEntry): void {
  const partitions = [...entry.partitions].map(([partition, held]): [string, PartitionEntry] => {
    const isOpen = entry.generation?.partitions.has(partition) ?? false
    const { seen, scopes } = held.hasEnded ? { seen: [], scopes: [] } : held
    return [
      partition,
      { ...held, batches: [], seen, scopes, hasEnded: false, nextOrdinal: isOpen ? held.nextOrdinal : 0 },
    ]
  })
  transaction.updateStream(entry, { partitions: new Map(partitions), missing: [] })
}
