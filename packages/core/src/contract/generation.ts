import type { JsonValue } from './json.ts'
import type { DefinitionRecord } from './schema-change.ts'
import type { StreamSchema } from './table-schema.ts'

/** How far one partition of a generation is staged. */
export interface GenerationPartition {
  /** Id of the partition. */
  readonly partition: string
  /** Counts the durable stagings from 1; 0 before the first. */
  readonly sequence: number
  /** Where reading goes on; undefined means at the beginning. */
  readonly savepoint: JsonValue | undefined
  /** It is staged to its end. */
  readonly isDone: boolean
  /** Records staged with data. */
  readonly records: number
  /** A record without a readable key was met: nothing of this stream may be deleted at publish. */
  readonly suspendsDeletions: boolean
}

/** A full refresh under way: staged partition by partition, published at once. */
export interface Generation {
  /** Unique in the destination. */
  readonly id: string
  /** Name of the stream. */
  readonly stream: string
  /** The destination's time at which it was begun. */
  readonly startedAt: string
  /** The moment the reading began: the upper bound of the savepoints. */
  readonly startBound: string
  /** What its rows are made with. */
  readonly definition: DefinitionRecord
  /** The partitions listed when it was begun, with what is staged of each. */
  readonly partitions: readonly GenerationPartition[]
  /** The tables of a rebuild, which replace the published ones; undefined where the published ones are merged into. */
  readonly rebuild: StreamSchema | undefined
}
