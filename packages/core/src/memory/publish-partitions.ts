import { CommitConflictError } from '../contract/errors/commit-conflict-error.ts'
import type { NewSavepoint, PublishedPartition, StreamPublish } from '../contract/publish.ts'
import type { StoredSavepoint } from '../contract/savepoint.ts'
import { checkGeneration } from '../kit/check-generation.ts'
import { checkSequence } from '../kit/check-sequence.ts'
import { endGeneration, requireGeneration } from './generation.ts'
import { requireAttempt } from './stage.ts'
import type { GenerationEntry, StagedBatches, StagedRecord, StreamEntry } from './state.ts'
import type { Transaction } from './transaction.ts'

/** What a publish takes out of the staging. */
export interface Staged {
  /** In the order in which they were read: the generation, then partitions as they are listed, records by ordinal. */
  readonly records: readonly StagedRecord[]
  readonly partitions: ReadonlySet<string>
}

/** Refuses the publish unless generation, attempts and sequences are the latest; answers what is staged. */
export function takeStaged(entry: StreamEntry, request: StreamPublish): Staged {
  const staged = [
    ...(request.generation === undefined ? [] : readGeneration(entry, request.generation, request)),
    ...readPartitions(entry, request.partitions),
  ]
  return {
    records: staged.flatMap(([, batches]) => inReadOrder(batches)),
    partitions: new Set(staged.map(([partition]) => partition)),
  }
}

/** Stores the savepoints that come with the records, and removes what was staged. */
export function storeSavepoints(transaction: Transaction, entry: StreamEntry, request: StreamPublish): void {
  const { generation } = entry
  const isEnded = request.generation !== undefined && generation !== undefined
  const before = isEnded ? finishGeneration(transaction, entry, generation) : entry
  finishPartitions(transaction, before, request.partitions)
}

function finishGeneration(transaction: Transaction, entry: StreamEntry, generation: GenerationEntry): StreamEntry {
  const savepoints = new Map(entry.savepoints)
  const partitions = new Map(entry.partitions)
  for (const [partition, { savepoint }] of generation.partitions) {
    if (savepoint !== undefined) savepoints.set(partition, nextSavepoint(entry, partition, savepoint))
    const held = partitions.get(partition)
    // A read that had begun before goes on from the generation's savepoint now: it begins anew.
    if (held !== undefined) partitions.set(partition, { ...held, seen: [], scopes: [], hasEnded: false })
  }
  const { definition } = generation
  return endGeneration(transaction, transaction.updateStream(entry, { savepoints, partitions, definition }))
}

type StagedPartition = readonly [partition: string, batches: StagedBatches]

function readPartitions(entry: StreamEntry, commits: readonly PublishedPartition[]): readonly StagedPartition[] {
  return commits.map((commit) => {
    const { partition, attempt } = commit
    const held = requireAttempt(entry, commit)
    if (held.generation !== undefined) {
      throw new CommitConflictError(
        `attempt ${attempt} at partition '${partition}' of stream ${entry.stream} was begun for generation ${held.generation}`,
      )
    }
    checkSequence(commit, entry.savepoints.get(partition)?.sequence ?? 0)
    return [partition, held.batches]
  })
}

function readGeneration(entry: StreamEntry, id: string, request: StreamPublish): readonly StagedPartition[] {
  const generation = requireGeneration(entry, id)
  const held = [...generation.partitions]
  const partitions = held.map(([partition, { isDone, suspendsDeletions }]) => ({
    partition,
    isDone,
    suspendsDeletions,
  }))
  checkGeneration({ id, stream: entry.stream, rebuild: generation.rebuild, partitions }, request)
  return held.map(([partition, { batches }]) => [partition, batches])
}

function finishPartitions(transaction: Transaction, entry: StreamEntry, commits: readonly PublishedPartition[]): void {
  const savepoints = new Map(entry.savepoints)
  const partitions = new Map(entry.partitions)
  for (const { partition, savepoint, keepsSeen, scopes, hasEnded } of commits) {
    if (savepoint !== undefined) savepoints.set(partition, nextSavepoint(entry, partition, savepoint))
    const held = partitions.get(partition)
    if (held === undefined) continue
    const seen = keepsSeen ? [...held.seen, held.batches.flat().map(({ key }) => key)] : held.seen
    const claimed = [...held.scopes, ...structuredClone(scopes)]
    partitions.set(partition, { ...held, batches: [], seen, scopes: claimed, hasEnded: held.hasEnded || hasEnded })
  }
  transaction.updateStream(entry, { savepoints, partitions })
}

function nextSavepoint(entry: StreamEntry, partition: string, savepoint: NewSavepoint): StoredSavepoint {
  const { connector, version, value } = structuredClone(savepoint)
  const sequence = (entry.savepoints.get(partition)?.sequence ?? 0) + 1
  return { connector, version, stream: entry.stream, partition, sequence, value }
}

function inReadOrder(batches: StagedBatches): readonly StagedRecord[] {
  return batches.flat().sort((left, right) => left.ordinal - right.ordinal)
}
