/**
 * What attempts of a session have *staged*: rows in tables of the system schema that no reader looks at. An attempt at a
 * generation stages straight into the tables of that, which are logged; its rows count once `stagePartition` says so. Any other
 * attempt has tables of its own, which are not logged: a publish takes them, or they are removed with the session.
 */

import { CommitConflictError } from '@millrace/core/plugin'
import type { StreamSchema } from '@millrace/core/plugin'
import { ChunkPool } from '../cells/chunk-pool.ts'
import { AttemptStaging } from './attempt-staging.ts'
import type { AttemptName, AttemptWork } from './attempt-staging.ts'
import { describeSuperseded } from './describe-superseded.ts'

/** The attempts of a session. */
export class Staging {
  /** For what is sent to the server. */
  readonly chunks: ChunkPool = new ChunkPool()
  readonly #attempts: Map<string, AttemptStaging> = new Map()
  /** By partition: ordinals count on over the attempts of a run. */
  readonly #nextOrdinals: Map<string, number> = new Map()

  /** Begins an attempt; the one before it at its partition has ended. */
  begin(work: AttemptWork): void {
    this.#attempts.set(keyOf(work), new AttemptStaging(work))
  }

  /** The attempt, if it is the latest at its partition. */
  require(given: AttemptName): AttemptStaging {
    const staging = this.find(given)
    if (staging?.work.attempt === given.attempt) return staging
    throw new CommitConflictError(describeSuperseded(given, staging?.work.attempt))
  }

  /** The latest attempt at a partition. */
  find(name: PartitionName): AttemptStaging | undefined {
    return this.#attempts.get(keyOf(name))
  }

  of(stream: string): readonly AttemptStaging[] {
    return this.all().filter(({ work }) => work.stream === stream)
  }

  all(): readonly AttemptStaging[] {
    return [...this.#attempts.values()]
  }

  /** What an attempt has staged was published, and its tables are gone. The attempt goes on. */
  forget(name: AttemptName): void {
    this.require(name).forget()
  }

  /** Ends the attempts that work on a generation: nothing more can be staged for it. */
  endGeneration(stream: string): void {
    for (const { work } of this.of(stream)) if (work.generation !== undefined) this.#attempts.delete(keyOf(work))
  }

  /** The tables of a stream, or of its rebuild, have become these, and what is staged for them was widened with them. */
  follow(schema: StreamSchema, { isRebuild }: { readonly isRebuild: boolean }): void {
    for (const attempt of this.of(schema.stream)) {
      if (attempt.work.isRebuild === isRebuild) attempt.follow(schema)
    }
  }

  nextOrdinal(given: PartitionName): number {
    return this.#nextOrdinals.get(keyOf(given)) ?? 0
  }

  /** Notes that the ordinals before this one are given. */
  noteOrdinal(given: PartitionName, next: number): void {
    this.#nextOrdinals.set(keyOf(given), Math.max(next, this.nextOrdinal(given)))
  }
}

type PartitionName = Pick<AttemptName, 'stream' | 'partition'>

function keyOf({ stream, partition }: PartitionName): string {
  return JSON.stringify([stream, partition])
}
