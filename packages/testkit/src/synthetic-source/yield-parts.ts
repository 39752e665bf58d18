import { setTimeout as waitByTimer } from 'node:timers/promises'
import type { JsonValue, Part, PartKind } from '@millrace/core/plugin'
import type { LogEntry } from './change-log.ts'
import { DuplicateEntries } from './duplicate-entries.ts'
import type { FaultState } from './fault-state.ts'
import type { Page } from './page.ts'
import type { ReadProbe } from './read-probe.ts'
import { formatSavepoint } from './savepoint-value.ts'
import { keyOfRow, makeYieldedRecord } from './synthetic-record.ts'
import type { SyntheticOptions } from './synthetic-options.ts'

export interface PartsRequest {
  readonly options: SyntheticOptions
  readonly faults: FaultState
  readonly probe: ReadProbe
  readonly partition: string
  readonly pages: Iterable<Page>
  /** Rows ever written, for the fault that omits half of them. */
  readonly rows: number
  /** A savepoint after so many parts; 0 for none but the last. */
  readonly savepointEvery: number
  readonly allowsSavepoints: boolean
  readonly signal: AbortSignal
}

/** Turns pages into parts, with everything that is to go wrong. */
export async function* yieldParts(request: PartsRequest): AsyncGenerator<Part, void, undefined> {
  const { options, faults, probe, partition, signal } = request
  signal.throwIfAborted()
  probe.openReads += 1
  options.onMark?.({ type: 'read-started', partition })
  let number = 0
  try {
    for await (const part of makeParts(request)) {
      signal.throwIfAborted()
      await slowDown(request)
      const records = 'records' in part ? part.records.length : 0
      number += 1
      options.onMark?.({ type: 'part-ready', partition, kind: kindOf(part), number, records })
      probe.parts += 1
      probe.records += records
      yield part
      signal.throwIfAborted()
    }
    if (faults.current.claims !== undefined) yield { complete: faults.current.claims }
  } finally {
    probe.openReads -= 1
    options.onMark?.({ type: 'read-ended', partition })
  }
}

async function* makeParts(request: PartsRequest): AsyncGenerator<Part, void, undefined> {
  const { faults, probe, partition, options } = request
  if (faults.current.skips?.includes(partition) === true) {
    yield { skipped: `partition ${partition} is not part of the plan` }
    return
  }
  const duplicates = new DuplicateEntries(faults.current.duplicates, options.incremental === 'cursor')
  const toRecords = (entries: readonly LogEntry[]): readonly unknown[] =>
    entries.map((entry) => makeYieldedRecord(options, entry))
  let sinceSavepoint = 0
  let last: JsonValue | undefined
  for (const page of request.pages) {
    probe.pages += 1
    const entries = page.entries.filter((entry) => !faults.isOmitted(entry, request.rows))
    const stop = faults.findStop(entries)
    const sound = duplicates.expand(stop === undefined ? entries : entries.slice(0, stop.before))
    if (sound.length > 0) yield { records: toRecords(sound) }
    if (stop?.type === 'throw') throw faults.takeError()
    if (stop?.type === 'pause') {
      yield { pause: faults.takePause() }
      return
    }
    if (page.removals.length > 0) yield { deleted: page.removals.map(({ row }) => keyOfRow(options, row)) }
    if (page.complete !== undefined) yield { complete: page.complete }
    sinceSavepoint += 1
    last = page.savepoint === undefined ? undefined : formatSavepoint(page.savepoint)
    if (request.allowsSavepoints && last !== undefined && sinceSavepoint === request.savepointEvery) {
      yield { savepoint: last }
      sinceSavepoint = 0
    }
  }
  const pending = duplicates.takePending()
  if (pending.length > 0) yield { records: toRecords(pending) }
  if (request.allowsSavepoints && last !== undefined && sinceSavepoint > 0) yield { savepoint: last }
}

async function slowDown({ faults, options, partition, signal }: PartsRequest): Promise<void> {
  const { slow } = faults.current
  if (slow === undefined || (slow.partition !== undefined && slow.partition !== partition)) return
  const wait = options.wait ?? ((durationInMs: number) => waitByTimer(durationInMs, undefined, { signal }))
  try {
    await wait(slow.delayInMs, { signal })
  } catch (error) {
    // A timer of Node rejects with an error of its own instead of the reason.
    signal.throwIfAborted()
    throw error
  }
}

function kindOf(part: Part): PartKind {
  return Object.keys(part)[0] as PartKind
}
