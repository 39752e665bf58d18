import PQueue from 'p-queue'
import { DeletionGuardError } from '../../contract/errors/deletion-guard-error.ts'
import type {
  PartitionStage,
  PublishedPartition,
  PublishOutcome,
  StreamOutcome,
  StreamPublish,
} from '../../contract/publish.ts'
import type { RunStatus } from '../../contract/run-record.ts'
import type { Session } from '../../contract/session.ts'
import { allowedDeletions } from '../deletions/due-deletions.ts'
import type { DueDeletions } from '../deletions/due-deletions.ts'
import { requireBalance } from './ledger.ts'
import type { RunEvent } from '../run-event.ts'
import type { RunRecorder } from './run-recorder.ts'
import type { StagedPartition } from './staged-partition.ts'
import type { HeldStaging, StreamLoad } from '../stream-load.ts'
import { publishKind } from '../stream-load.ts'
import type { StreamLedger, Tally } from './tally.ts'
import { withCounts, withOutcome, withTally } from './tally.ts'

/** What one publish does to one stream, and what the ledger has to take up with it. */
export interface PublishEntry {
  readonly load: StreamLoad
  readonly publish: StreamPublish
  readonly tallies: readonly Tally[]
  readonly deletions: DueDeletions | undefined
}

export interface PublisherOptions {
  readonly session: Session
  readonly recorder: RunRecorder
  readonly signal: AbortSignal
  readonly emit: (event: RunEvent) => void
  readonly startBound: string
}

/** The only place from which anything becomes durable: keeps data, savepoints and ledger in step. */
export class Publisher {
  readonly #options: PublisherOptions
  /** One publish at a time: each continues the ledger of the one before. */
  readonly #queue: PQueue = new PQueue({ concurrency: 1 })
  /** The moment the reading began: no savepoint of a time cursor moves beyond it. */
  readonly startBound: string

  constructor(options: PublisherOptions) {
    this.#options = options
    this.startBound = options.startBound
  }

  /** Publishes what a partition has staged up to a savepoint. */
  async publishPartition(load: StreamLoad, published: PublishedPartition, work: StagedPartition): Promise<void> {
    const tally = work.tally
    await this.publish([
      { load, publish: toStreamPublish(load, [published], [tally]), tallies: [tally], deletions: undefined },
    ])
    work.takeTally()
    if (published.savepoint !== undefined) work.sequence += 1
  }

  async publish(entries: readonly PublishEntry[], status: RunStatus = 'running', error = ''): Promise<void> {
    await this.#queue.add(() => this.#publish(entries, status, error))
  }

  /** Makes what a generation's partition has staged durable; nobody sees it yet. */
  async stagePartition(
    work: StagedPartition,
    commit: Pick<PartitionStage, 'generation' | 'savepoint' | 'scopes' | 'isDone'>,
  ): Promise<void> {
    const staging = toPartitionStage(work, commit)
    await this.#options.session.stagePartition({ ...staging, signal: this.#options.signal })
    work.sequence += 1
    this.#noteStaged(work.load, { staging, tally: work.takeTally() })
  }

  /** Lets the last staging of a generation wait for its publish. */
  holdStaging(
    work: StagedPartition,
    commit: Pick<PartitionStage, 'generation' | 'savepoint' | 'scopes' | 'isDone'>,
  ): void {
    const staging = toPartitionStage(work, commit)
    work.load.heldStaging = { staging, tally: work.takeTally() }
    work.load.suspendsDeletions ||= staging.suspendsDeletions
  }

  /** Makes durable after all what waited for a publish that does not come. */
  async stageHeld(load: StreamLoad): Promise<void> {
    const held = load.heldStaging
    if (held === undefined) return
    await this.#options.session.stagePartition({ ...held.staging, signal: this.#options.signal })
    load.heldStaging = undefined
    this.#noteStaged(load, held)
  }

  #noteStaged(load: StreamLoad, { staging, tally }: HeldStaging): void {
    const { partition, isDone } = staging
    load.staged.set(partition, (load.staged.get(partition) ?? 0) + tally.upserts)
    load.suspendsDeletions ||= tally.suspendsDeletions
    load.ledger = withTally(load.ledger, tally, 'staged')
    this.#options.emit({ type: 'partition-staged', stream: load.resolved.name, partition, isDone })
  }

  async #publish(entries: readonly PublishEntry[], status: RunStatus, error: string): Promise<void> {
    const { session, recorder, signal, emit } = this.#options
    const next = new Map<StreamLoad, StreamLedger>()
    let outcome: PublishOutcome = { sequence: 0, streams: {} }
    await session.publish({
      streams: entries.map(({ publish }) => publish),
      record: (done) => {
        outcome = done
        for (const entry of entries) {
          const ledger = settle(entry, done)
          requireBalance(entry.load.resolved.name, ledger.counts)
          requireWithinGuard(entry, done)
          next.set(entry.load, ledger)
        }
        return recorder.toRecord({ status, error, ledgers: next })
      },
      // The record of a run that was cancelled must still be written.
      signal: status === 'running' || status === 'succeeded' ? signal : new AbortController().signal,
    })
    for (const entry of entries) {
      const { load, tallies } = entry
      // Once more, since other partitions may have written into the ledger meanwhile.
      load.ledger = settle(entry, outcome)
      load.heldStaging = undefined
      removeHeld(load, tallies)
      load.suspendsDeletions ||= tallies.some((tally) => tally.suspendsDeletions)
    }
    if (entries.length > 0) emit({ type: 'commit-finished', sequence: outcome.sequence, streams: outcome.streams })
  }
}

/** What a publish asks of the destination, without a generation and without missing rows. */
export function toStreamPublish(
  load: StreamLoad,
  partitions: readonly PublishedPartition[],
  tallies: readonly Tally[],
): StreamPublish {
  const isRefresh = load.readMode === 'full'
  return {
    stream: load.resolved.name,
    how: publishKind(load),
    generation: undefined,
    stagings: [],
    partitions,
    comparesCursor: !isRefresh,
    deletions: load.resolved.deletions,
    appliesMissing: false,
    addedRejects: tallies.flatMap((tally) => [...tally.addedRejects.values()]),
    removedRejects: tallies.flatMap((tally) => [...tally.removedRejects]),
  }
}

/** What is held no longer waits for a publish; what is left at the end of the run was read in vain. */
function removeHeld(load: StreamLoad, tallies: readonly Tally[]): void {
  const waiting = load.held.filter(({ tally }) => !tallies.includes(tally))
  load.held.splice(0, load.held.length, ...waiting)
}

function toPartitionStage(
  { load, partition, attempt, sequence, tally }: StagedPartition,
  commit: Pick<PartitionStage, 'generation' | 'savepoint' | 'scopes' | 'isDone'>,
): PartitionStage {
  return {
    ...commit,
    stream: load.resolved.name,
    partition,
    attempt: attempt.attempt,
    previousSequence: sequence,
    records: tally.upserts,
    suspendsDeletions: tally.suspendsDeletions,
    addedRejects: [...tally.addedRejects.values()],
    removedRejects: [...tally.removedRejects],
  }
}

function settle({ load, publish, tallies, deletions }: PublishEntry, done: PublishOutcome): StreamLedger {
  let { ledger } = load
  if (load.heldStaging !== undefined && publish.stagings.length > 0) {
    ledger = withTally(ledger, load.heldStaging.tally, 'staged')
  }
  for (const tally of tallies) ledger = withTally(ledger, tally, 'published')
  const outcome = done.streams[publish.stream]
  const fromPending = publish.generation === undefined ? 0 : ledger.counts.pending
  if (outcome !== undefined) ledger = withOutcome(ledger, outcome, fromPending)
  if (deletions !== undefined) ledger = withCounts(ledger, deletions.counts)
  return ledger
}

/** Rows without a key are all replaced: by how many they have become fewer is what counts. */
function requireFewLost({ resolved }: StreamLoad, outcome: StreamOutcome): void {
  const { deleted = 0, inserted = 0 } = outcome.tables[''] ?? {}
  const allowed = allowedDeletions(resolved, deleted)
  if (allowed === undefined || deleted - inserted <= allowed) return
  throw new DeletionGuardError(
    `stream ${resolved.name}: ${inserted} rows came in place of ${deleted}; at most ${allowed} may be lost. ` +
      'If they are really gone, raise the option maxDeleted for one run',
    { stream: resolved.name },
  )
}

/** Looks once more before anything is deleted: by now the destination has counted. */
function requireWithinGuard({ load, publish, deletions }: PublishEntry, done: PublishOutcome): void {
  const outcome = done.streams[publish.stream]
  if (outcome === undefined) return
  if (publish.how === 'replace') requireFewLost(load, outcome)
  if (deletions === undefined || deletions.allowed === undefined) return
  const due = outcome.deleted + outcome.marked - outcome.deletedBySource
  if (due <= deletions.allowed) return
  throw new DeletionGuardError(
    `stream ${load.resolved.name}: the destination would delete ${due} rows, ${deletions.allowed} are allowed (option maxDeleted)`,
    { stream: load.resolved.name },
  )
}
