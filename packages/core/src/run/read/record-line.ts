import type { JsonLine } from '../../tables/json-line.ts'

/** A line of NDJSON that nobody has looked into yet. */
export class RecordLine implements JsonLine {
  readonly bytes: Buffer
  readonly start: number
  readonly end: number
  readonly #parse: (line: Uint8Array) => unknown

  constructor({ bytes, start, end }: JsonLine, parse: (line: Uint8Array) => unknown) {
    this.bytes = bytes
    this.start = start
    this.end = end
    this.#parse = parse
  }

  /** The record. Throws an `InvalidPartError` for what is not JSON. */
  parse(): unknown {
    return this.#parse(this.bytes.subarray(this.start, this.end))
  }
}
