import type { StreamOutcome } from '../../contract/publish.ts'
import type { Reject } from '../../contract/reject.ts'
import type { LedgerCounts, TableCounts } from '../../contract/run-record.ts'
import { addCounts, addFailures, noCounts, noFailures } from './ledger.ts'
import type { Counts, FailedSteps } from './ledger.ts'

/**
 * What was read of a partition since its last durable point. It becomes part of the stream's ledger when it is
 * durable, and counts as discarded when it is thrown away.
 */
export interface Tally {
  read: number
  retried: number
  filtered: number
  rejected: number
  /** Records staged with data. */
  upserts: number
  readonly failed: FailedSteps
  readonly addedRejects: Map<string, Reject>
  /** Size of the records that they keep. */
  rejectBytes: number
  readonly removedRejects: Set<string>
  suspendsDeletions: boolean
}

export function newTally(): Tally {
  return {
    read: 0,
    retried: 0,
    filtered: 0,
    rejected: 0,
    upserts: 0,
    failed: noFailures(),
    addedRejects: new Map(),
    rejectBytes: 0,
    removedRejects: new Set(),
    suspendsDeletions: false,
  }
}

/** The durable counts of a stream. */
export interface StreamLedger {
  readonly counts: LedgerCounts
  readonly failed: FailedSteps
  /** By table path. */
  readonly tables: Readonly<Record<string, Omit<TableCounts, 'name'>>>
}

export function newLedger(): StreamLedger {
  return { counts: noCounts(), failed: noFailures(), tables: {} }
}

/** The ledger after a tally was published, staged for a later publish, or discarded. */
export function withTally(
  ledger: StreamLedger,
  tally: Tally,
  fate: 'published' | 'staged' | 'discarded',
): StreamLedger {
  const counts: Counts = { ...ledger.counts }
  const failed = { ...ledger.failed }
  const { read, retried, filtered, rejected, upserts } = tally
  if (fate === 'discarded') {
    addCounts(counts, { read, retried, discarded: read + retried })
  } else {
    addCounts(counts, { read, retried, filtered, rejected, pending: fate === 'staged' ? upserts : 0 })
    addFailures(failed, tally.failed)
  }
  return { ...ledger, counts, failed }
}

/** The ledger after a publish. `fromPending` of its records had been staged before. */
export function withOutcome(ledger: StreamLedger, outcome: StreamOutcome, fromPending: number): StreamLedger {
  const { tables: changed, ...records } = outcome
  const counts: Counts = { ...ledger.counts }
  addCounts(counts, { ...records, pending: -fromPending })
  const added = Object.entries(changed).map(([path, { inserted, updated, deleted }]) => {
    const before = tableCounts(ledger, path)
    const after = {
      inserted: before.inserted + inserted,
      updated: before.updated + updated,
      deleted: before.deleted + deleted,
    }
    return [path, after] as const
  })
  return { ...ledger, counts, tables: { ...ledger.tables, ...Object.fromEntries(added) } }
}

/** The rows of one table. Any text may be a path, `constructor` too. */
export function tableCounts({ tables }: StreamLedger, path: string): Omit<TableCounts, 'name'> {
  const none = { inserted: 0, updated: 0, deleted: 0 }
  return Object.hasOwn(tables, path) ? (tables[path] ?? none) : none
}

export function withCounts(ledger: StreamLedger, added: Partial<LedgerCounts>): StreamLedger {
  const counts: Counts = { ...ledger.counts }
  addCounts(counts, added)
  return { ...ledger, counts }
}
