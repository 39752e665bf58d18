import type { PublishedPartition } from '../../contract/publish.ts'
import type { StagedPartition } from './staged-partition.ts'

/** A commit of what the engine staged by itself, beside the partitions of the source: it has no savepoint. */
export function publishAside({ partition, attempt, sequence }: StagedPartition): PublishedPartition {
  return {
    partition,
    attempt: attempt.attempt,
    previousSequence: sequence,
    savepoint: undefined,
    keepsSeen: false,
    scopes: [],
    hasEnded: true,
  }
}
