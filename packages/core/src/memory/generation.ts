import { CommitConflictError } from '../contract/errors/commit-conflict-error.ts'
import { DestinationError } from '../contract/errors/destination-error.ts'
import type { DefinitionRecord } from '../contract/schema-change.ts'
import { formatTime } from '../kit/format-time.ts'
import type { Hold } from './lease.ts'
import { newStream } from './state.ts'
import type { GenerationEntry, GenerationPartitionEntry, StreamEntry } from './state.ts'
import type { Transaction } from './transaction.ts'

export interface GenerationRequest {
  readonly stream: string
  readonly partitions: readonly string[]
  readonly startBound: string
  readonly definition: DefinitionRecord
  readonly isRebuild: boolean
}

/** Opens a generation with nothing staged. */
export function beginGeneration(transaction: Transaction, hold: Hold, request: GenerationRequest): GenerationEntry {
  const { stream, partitions, startBound, definition, isRebuild } = request
  const entry = transaction.stream(hold.pipeline, stream)
  if (entry.generation !== undefined) {
    throw new DestinationError({
      message: `stream ${stream} has an open generation, ${entry.generation.id}: publish or discard it first`,
    })
  }
  const staged = new Map(partitions.map((partition) => [partition, nothingStaged]))
  if (staged.size < partitions.length) {
    throw new DestinationError({ message: `a partition of stream ${stream} is listed twice` })
  }
  transaction.generations += 1
  const generation: GenerationEntry = {
    id: String(transaction.generations),
    startedAt: formatTime(transaction.now),
    startBound,
    definition: structuredClone(definition),
    rebuild: isRebuild ? newStream(hold.pipeline, stream).schema : undefined,
    partitions: staged,
  }
  transaction.updateStream(entry, { generation })
  return generation
}

/** Removes the open generation and all that is staged for it. */
export function discardGeneration(transaction: Transaction, hold: Hold, stream: string): void {
  const entry = transaction.stream(hold.pipeline, stream)
  if (entry.generation !== undefined) endGeneration(transaction, entry)
}

/** Removes the open generation. Attempts that worked on it are no longer the latest, so nothing more can be staged. */
export function endGeneration(transaction: Transaction, entry: StreamEntry): StreamEntry {
  const partitions = new Map(entry.partitions)
  for (const [partition, held] of entry.partitions) {
    if (held.generation === undefined) continue
    partitions.set(partition, { ...held, attempt: held.attempt + 1, generation: undefined, batches: [] })
  }
  return transaction.updateStream(entry, { generation: undefined, partitions })
}

/** What is staged of a partition of the open generation. */
export function requireGenerationPartition(
  entry: StreamEntry,
  given: { readonly partition: string; readonly generation: string },
): GenerationPartitionEntry {
  const generation = requireGeneration(entry, given.generation)
  const held = generation.partitions.get(given.partition)
  if (held !== undefined) return held
  const listed = [...generation.partitions.keys()].map((partition) => `'${partition}'`).join(', ') || 'none'
  throw new DestinationError({
    message: `partition '${given.partition}' is not in generation ${generation.id} of stream ${entry.stream}, which has: ${listed}`,
  })
}

/** The open generation, if it is this one. */
export function requireGeneration(entry: StreamEntry, id: string): GenerationEntry {
  if (entry.generation?.id === id) return entry.generation
  throw new CommitConflictError(`generation ${id} of stream ${entry.stream} is not open: it was published or discarded`)
}

const nothingStaged: GenerationPartitionEntry = {
  sequence: 0,
  savepoint: undefined,
  isDone: false,
  records: 0,
  suspendsDeletions: false,
  scopes: [],
  batches: [],
  rejects: [],
}
