/** A line of JSON among bytes; behind it comes at least one more byte, its line end. */
export interface JsonLine {
  readonly bytes: Buffer
  /** Where the line begins, and where its line end is. */
  readonly start: number
  readonly end: number
}
