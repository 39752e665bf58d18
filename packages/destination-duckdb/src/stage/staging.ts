/**
 * What attempts of a session have *staged*: rows in an in-memory database of the session's own, which vanish with it.
 * They become durable when a publish takes them into the tables, or `stagePartition` into those of a generation. What an
 * attempt stages for a generation is *moved* there in parts while the reading goes on, and counts only when
 * `stagePartition` says so.
 */

import { CommitConflictError } from '@millrace/core/plugin'
import type { StreamSchema } from '@millrace/core/plugin'
import { AttemptStaging } from './attempt-staging.ts'
import type { AttemptName, AttemptWork } from './attempt-staging.ts'
import type { StagingArea } from './staging-area.ts'

/** The attempts of a session. */
export class Staging {
  readonly #area: StagingArea
  readonly #attempts: Map<string, AttemptStaging> = new Map()
  /** By partition: ordinals count on over the attempts of a run. */
  readonly #nextOrdinals: Map<string, number> = new Map()
  #made = 0

  constructor(area: StagingArea) {
    this.#area = area
  }

  /** Begins an attempt. */
  begin(work: AttemptWork): void {
    this.#made += 1
    this.#attempts.set(keyOf(work), new AttemptStaging(this.#area, work, this.#made))
  }

  /** Ends the attempt at a partition, if there is one; what it staged is gone. */
  async end(name: PartitionName): Promise<void> {
    const key = keyOf(name)
    const attempt = this.#attempts.get(key)
    this.#attempts.delete(key)
    await attempt?.drop()
  }

  /** The attempt, if it is the latest at its partition. */
  require(given: AttemptName): AttemptStaging {
    const staging = this.#attempts.get(keyOf(given))
    if (staging?.work.attempt === given.attempt) return staging
    throw new CommitConflictError(
      `attempt ${given.attempt} at partition '${given.partition}' of stream ${given.stream} is not the latest, which is ${staging?.work.attempt ?? 'none'}: the partition was begun again, or its generation has ended`,
    )
  }

  of(stream: string): readonly AttemptStaging[] {
    return [...this.#attempts.values()].filter(({ work }) => work.stream === stream)
  }

  /** Waits until all that was appended at a partition, or at a whole stream, is in tables. */
  async flush({ stream, partition }: { readonly stream: string; readonly partition?: string }): Promise<void> {
    for (const attempt of this.of(stream)) {
      if (partition === undefined || attempt.work.partition === partition) await attempt.flush()
    }
  }

  /** Moves what is left of tables that may become those of the users. */
  async moveRest(name: PartitionName): Promise<void> {
    await this.#attempts.get(keyOf(name))?.moveRest()
  }

  /** Ends the attempts that work on a generation: nothing more can be staged for it. */
  async endGeneration(stream: string): Promise<void> {
    for (const { work } of this.of(stream)) if (work.generation !== undefined) await this.end(work)
  }

  /** The tables of a stream, or of its rebuild, have become these; what is staged for them follows. */
  async follow(schema: StreamSchema, { isRebuild }: { readonly isRebuild: boolean }): Promise<void> {
    for (const attempt of this.of(schema.stream)) {
      if (attempt.work.isRebuild === isRebuild) await attempt.follow(schema)
    }
  }

  nextOrdinal(given: PartitionName): number {
    return this.#nextOrdinals.get(keyOf(given)) ?? 0
  }

  /** Notes that the ordinals before this one are given. */
  noteOrdinal(given: PartitionName, next: number): void {
    this.#nextOrdinals.set(keyOf(given), Math.max(next, this.nextOrdinal(given)))
  }

  /** Ends all attempts. */
  async close(): Promise<void> {
    for (const { work } of this.#attempts.values()) await this.end(work)
  }
}

type PartitionName = Pick<AttemptName, 'stream' | 'partition'>

function keyOf({ stream, partition }: PartitionName): string {
  return JSON.stringify([stream, partition])
}
