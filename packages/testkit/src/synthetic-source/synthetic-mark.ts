import type { JsonValue, PartKind } from '@millrace/core/plugin'

/** A moment in the life of a synthetic source; tests stop a process at one. */
export type SyntheticMark =
  | { readonly type: 'read-started'; readonly partition: string }
  /** About to be yielded. `number` counts the parts of this read from 1. */
  | {
      readonly type: 'part-ready'
      readonly partition: string
      readonly kind: PartKind
      readonly number: number
      /** Records in it. */
      readonly records: number
    }
  | { readonly type: 'savepoint-acknowledged'; readonly partition: string; readonly savepoint: JsonValue }
  /** Also when it was cancelled, or failed. */
  | { readonly type: 'read-ended'; readonly partition: string }
