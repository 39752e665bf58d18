/** A JSON value, with a `bigint` where an integer is larger than JavaScript's numbers can hold. */
export type JsonValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue }

/** One record after it was received: an object whose values are still to be judged. */
export type SourceRecord = Readonly<Record<string, unknown>>
