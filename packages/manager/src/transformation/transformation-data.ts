import type { ColumnType, JsonValue } from '@millrace/core'

/** How records are changed before they land: steps as data, in order, or a function that the app registered. */
export type TransformationData =
  | { readonly steps: readonly TransformationStep[] }
  /** The name of the function in `createManager({ functions })`. */
  | { readonly function: string }

/** One change of the value at a path. */
export type TransformationStep =
  /** Another name for a field; `to` is a path. */
  | { readonly do: 'rename'; readonly path: string; readonly to: string }
  | { readonly do: 'drop'; readonly path: string }
  /** A value that does not fit rejects the record. */
  | { readonly do: 'cast'; readonly path: string; readonly type: ColumnType }
  | { readonly do: 'lower' | 'upper' | 'trim'; readonly path: string }
  /** HMAC-SHA-256 with a key of the manager, as hexadecimal text: equal values stay equal. */
  | { readonly do: 'hash'; readonly path: string }
  /** A fixed value. */
  | { readonly do: 'set'; readonly path: string; readonly value: JsonValue }
  /** Where the value is null or missing. */
  | { readonly do: 'default'; readonly path: string; readonly value: JsonValue }
