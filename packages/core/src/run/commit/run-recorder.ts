import type { LedgerCounts, RunRecord, RunStatus, RunWarning, StreamRecord } from '../../contract/run-record.ts'
import { addCounts, addFailures, noCounts, noFailures, toSteps } from './ledger.ts'
import type { StreamLoad } from '../stream-load.ts'
import { tableCounts } from './tally.ts'
import type { StreamLedger } from './tally.ts'

export interface RecordRequest {
  readonly status: RunStatus
  readonly error: string
  /** Ledgers as they will be when the publish has succeeded; the others are as they are. */
  readonly ledgers: ReadonlyMap<StreamLoad, StreamLedger>
}

/** Writes the record of a run from the ledgers of its streams. */
export class RunRecorder {
  readonly #id: string
  readonly #pipeline: string
  readonly #startedAt: Date
  readonly #now: () => number
  readonly #warnings: RunWarning[] = []
  readonly #known: Set<string> = new Set()
  /** Set once the streams are prepared. */
  loads: readonly StreamLoad[] = []
  number = 0

  constructor(run: {
    readonly id: string
    readonly pipeline: string
    readonly startedAt: Date
    readonly now: () => number
  }) {
    this.#id = run.id
    this.#pipeline = run.pipeline
    this.#startedAt = run.startedAt
    this.#now = run.now
  }

  /** Answers whether it is new: every partition may come upon the same. */
  addWarning(warning: RunWarning): boolean {
    const text = JSON.stringify(warning)
    if (this.#known.has(text)) return false
    this.#known.add(text)
    this.#warnings.push(warning)
    return true
  }

  /** When a paused run may go on: when every quota that was met is there again. */
  get resumeAt(): Date {
    const times = this.loads.flatMap((load) => load.pauses.map(({ until }) => until.getTime()))
    return new Date(Math.max(this.#now(), ...times))
  }

  toRecord({ status, error, ledgers }: RecordRequest): RunRecord {
    const counts = noCounts()
    const failed = noFailures()
    const streams: Record<string, StreamRecord> = {}
    for (const load of this.loads) {
      const ledger = ledgers.get(load) ?? load.ledger
      addCounts(counts, ledger.counts)
      addFailures(failed, ledger.failed)
      streams[load.resolved.name] = { mode: load.mode, ...ledger.counts, tables: tablesOf(load, ledger) }
    }
    return {
      id: this.#id,
      number: this.number,
      pipeline: this.#pipeline,
      status,
      startedAt: this.#startedAt.toISOString(),
      endedAt: status === 'running' ? null : new Date(this.#now()).toISOString(),
      resumeAt: status === 'paused' ? this.resumeAt.toISOString() : null,
      steps: toSteps(counts satisfies LedgerCounts, failed),
      streams,
      warnings: [...this.#warnings],
      error,
    }
  }
}

function tablesOf(load: StreamLoad, ledger: StreamLedger): StreamRecord['tables'] {
  return Object.fromEntries(
    load.engine.schema.tables.map(({ path, name }) => [path, { name, ...tableCounts(ledger, path) }]),
  )
}
