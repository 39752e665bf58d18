import type { Part } from '@millrace/core/plugin'

/** The first parts of a stream, as they came from its source, and how its reading ended. */
export interface Sample {
  /** Parts by partition; those partitions too that brought none. */
  readonly parts: ReadonlyMap<string, readonly Part[]>
  /** The source has more. */
  readonly isCut: boolean
  /** The source could not go on. */
  readonly pause: SamplePause | undefined
  /** Reasons why partitions could not be read at all, each once. */
  readonly skipped: readonly string[]
}

export interface SamplePause {
  readonly until: Date
  readonly reason: string
}
