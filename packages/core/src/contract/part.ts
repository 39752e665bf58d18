import type { JsonValue } from './json.ts'
import type { Key } from './key.ts'
import type { Scope } from './scope.ts'

/** Records, in the order in which they were read. */
export interface RecordsPart {
  readonly records: readonly unknown[]
}

/**
 * Records that are still bytes, UTF-8. `ndjson` may be cut anywhere, also inside a record: consecutive parts
 * are joined, and must have ended with a whole record when another kind of part comes. A part with
 * `json-array` is one whole array.
 */
export interface BytesPart {
  readonly bytes: Uint8Array
  readonly format: 'ndjson' | 'json-array'
}

/**
 * A point from which reading can go on: all that came before it in this partition may be committed. The value
 * is JSON of at most 64 KiB. Only for streams with `incremental: 'savepoint'`, and in a full read of any stream, which is then gone
 * on with from there after a crash.
 */
export interface SavepointPart {
  readonly savepoint: JsonValue
}

/** Keys of records of which the source says itself that they are gone. */
export interface DeletedPart {
  readonly deleted: readonly Key[]
}

/**
 * Everything in this scope has been read since the partition began: a stored row in it that did not come is
 * missing at the source. The empty scope is not allowed: the engine derives it when all partitions ended.
 */
export interface CompletePart {
  readonly complete: Scope
}

/** The source cannot go on before `until`, as when an hourly quota is used up. The run ends `paused`. */
export interface PausePart {
  readonly pause: { readonly until: Date; readonly reason: string }
}

/** This partition cannot be read at all, as when the plan lacks a feature. A warning; nothing is deleted. */
export interface SkippedPart {
  readonly skipped: string
}

/** What a read may yield. Told apart by the one property that each kind has; anything else is refused by name. */
export type Part = RecordsPart | BytesPart | SavepointPart | DeletedPart | CompletePart | PausePart | SkippedPart

/** The properties by which parts are told apart. */
export const partKinds = ['records', 'bytes', 'savepoint', 'deleted', 'complete', 'pause', 'skipped'] as const

export type PartKind = (typeof partKinds)[number]

/** The largest savepoint that is stored, as JSON text in UTF-8. */
export const maxSavepointBytes: number = 64 * 1024
