import type { Destination, RunRecord, SourceRecord, StoredSavepoint } from '@millrace/core/plugin'
import type { Synthetic } from '../synthetic-source/synthetic-source.ts'
import type { TruthRow } from '../synthetic-source/truth.ts'
import { checkChildren } from './check-children.ts'
import { checkCounts } from './check-counts.ts'
import { checkDeltas } from './check-deltas.ts'
import { checkInput } from './check-input.ts'
import { checkRuns } from './check-runs.ts'
import { checkSavepoints, cursorTime } from './check-savepoints.ts'
import { checkStaging } from './check-staging.ts'
import { checkTruth } from './check-truth.ts'
import { gatherFacts } from './ledger-facts.ts'
import type { LedgerFacts } from './ledger-facts.ts'
import type { LedgerReader } from './ledger-reader.ts'

/** All of it is looked up anew at every check, so that a getter can answer a store that was opened again. */
export interface LedgerCheckerOptions {
  readonly synthetic: Pick<Synthetic, 'world' | 'stream'>
  readonly destination: Destination
  readonly reader: LedgerReader
  /** The pipeline's id. */
  readonly pipeline: string
  /** What the run makes of a record before it is stored: left out fields, a transform. Default: nothing. */
  readonly project?: (record: SourceRecord) => SourceRecord
}

export interface LedgerCheck {
  /**
   * `ended`: the run has ended, in whatever way. `crashed`: its process died, so that its record still says `running`
   * and what it staged may still be there.
   */
  readonly moment: 'ended' | 'crashed'
  /**
   * What should stand.
   *
   * - `savepoints`: what the source had up to the stored savepoints; of a cursor stream, at least that
   * - `everything`: what the source has now; after a run that succeeded while nothing changed
   * - `appends`: every version up to the stored savepoints as a row of its own
   */
  readonly truth: 'savepoints' | 'everything' | 'appends'
  /** Rows that the source removed may still stand, as no read could have told. Default false. */
  readonly mayKeepRemoved?: boolean
  /** The record to check. Default: the newest one in the destination. */
  readonly run?: RunRecord
}

/** Compares a destination with the truth of a synthetic source. Remembers the savepoints from check to check. */
export interface LedgerChecker {
  /** All violations, in plain sentences. */
  check(check: LedgerCheck): Promise<readonly string[]>
}

export function ledgerChecker(options: LedgerCheckerOptions): LedgerChecker {
  const { synthetic, project = (record) => record } = options
  const { world, stream } = synthetic
  let savepoints: readonly StoredSavepoint[] = []
  return {
    async check(check) {
      const { destination, reader, pipeline } = options
      const signal = new AbortController().signal
      const facts = await gatherFacts({ destination, reader, pipeline, stream: stream.name, signal })
      const run = check.run ?? facts.pipeline.runs[0]
      const isCursor = check.truth === 'savepoints' && stream.incremental === 'cursor'
      const violations = [
        ...checkTruth(facts, {
          world,
          isKeyed: stream.primaryKey !== undefined,
          expected: expectedRows(facts, synthetic, check.truth),
          mayBeAhead: isCursor,
          mayKeepRemoved: check.mayKeepRemoved === true || isCursor,
          project,
        }),
        ...checkChildren(facts),
        ...checkSavepoints(facts, savepoints, world.currentSavepoint()),
        ...checkRuns(facts, check.moment),
        ...checkDeltas(facts),
        ...(check.moment === 'ended' ? checkStaging(facts) : []),
        ...(run === undefined || run.status === 'running' ? [] : checkCounts(run)),
        ...(run === undefined || check.truth !== 'everything' ? [] : checkInput(facts, run, world.truthRows().length)),
      ]
      savepoints = structuredClone(facts.state?.savepoints ?? [])
      return violations
    },
  }
}

/** Throws an error that lists every violation. */
export async function assertLedger(checker: LedgerChecker, check: LedgerCheck): Promise<void> {
  const violations = await checker.check(check)
  if (violations.length === 0) return
  const shown = violations.slice(0, 50).map((violation) => `- ${violation}`)
  const rest = violations.length > shown.length ? [`… and ${violations.length - shown.length} more`] : []
  throw new Error([`the ledger has ${violations.length} violations:`, ...shown, ...rest].join('\n'))
}

function expectedRows(
  facts: LedgerFacts,
  { world, stream }: LedgerCheckerOptions['synthetic'],
  truth: LedgerCheck['truth'],
): readonly TruthRow[] {
  if (truth === 'everything') return world.truthRows()
  const stored = facts.state?.savepoints ?? []
  if (stream.incremental === 'cursor') {
    // What was committed before the savepoint has an update time that is at most the look-back older.
    const bounds = new Map(
      stored.map(({ partition, value }) => [partition, cursorTime(value) - (stream.lookBack ?? 0)]),
    )
    return world
      .truthRows()
      .filter(({ partition, record }) => Date.parse(String(record['updatedAt'])) < (bounds.get(partition) ?? -Infinity))
  }
  const savepoints = Object.fromEntries(stored.map(({ partition, value }) => [partition, value]))
  return truth === 'appends' ? world.truthOfAppends(savepoints) : world.truthAt(savepoints)
}
