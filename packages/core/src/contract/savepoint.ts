import type { JsonValue } from './json.ts'

/** A savepoint as it is stored in the destination, in the same transaction as the data it covers. */
export interface StoredSavepoint {
  /** Name of the source that made it. */
  readonly connector: string
  /** The source's `savepointVersion` when it was made. */
  readonly version: number
  /** Name of the stream. */
  readonly stream: string
  /** Id of the partition. */
  readonly partition: string
  /** Counts the commits of this partition from 1; the next commit must name it. */
  readonly sequence: number
  /** Where reading goes on. */
  readonly value: JsonValue
}
