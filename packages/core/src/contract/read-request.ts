import type { Context } from './context.ts'
import type { JsonValue } from './json.ts'

/** How a stream is read and loaded: see `RunMode`. A source sees `append` as `full` or `incremental`. */
export type ReadMode = 'full' | 'incremental' | 'range'

/** How records reach the tables. */
export type RunMode =
  /** Everything is read; afterwards the tables equal the source. */
  | 'full'
  /** Read from the savepoint on, merged by key. */
  | 'incremental'
  /** Rows are added, none is changed; for streams without a key. */
  | 'append'
  /** A bounded backfill, merged by key, that leaves the savepoint alone. */
  | 'range'

/** Bounds on the cursor, both inclusive. Either may be missing. */
export interface CursorRange {
  /** The lowest value that is read. */
  readonly from?: string | number
  /** The highest value that is read. */
  readonly to?: string | number
}

/** What a stream is asked to read. */
export interface ReadRequest<Parameters = unknown> extends Context {
  /** What is to be read: everything, what is new, or a range. */
  readonly mode: ReadMode
  /** One of the ids that `partitions` listed; `''` for a stream without partitions. */
  readonly partition: string
  /** The last savepoint of this partition, or undefined to begin at the beginning. For a cursor stream only inside a full refresh. */
  readonly savepoint: JsonValue | undefined
  /** Cursor streams: what to read, look-back included. Mode `range`: what the user asked for. */
  readonly range: CursorRange | undefined
  /** The moment the run began. Use it instead of the clock, so that all partitions agree. */
  readonly now: Date
  /** Top-level fields that are wanted; undefined means all. A hint: more may be yielded. */
  readonly fields: readonly string[] | undefined
  /** What the user set for this stream, parsed by `parameters`. */
  readonly parameters: Parameters
}
