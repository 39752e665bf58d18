import { TextDecoder } from 'node:util'
import { InvalidPartError } from '../contract/errors/invalid-part-error.ts'
import type { BytesPart } from '../contract/part.ts'
import { parseJson } from '../kit/parse-json.ts'

const newline = 10

/** Turns parts of bytes into records, and keeps the begun line between two parts. */
export class BytesReader {
  readonly #who: string
  readonly #decoder: TextDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false })
  #rest: Uint8Array = new Uint8Array()

  constructor(who: string) {
    this.#who = who
  }

  read(part: BytesPart): unknown[] {
    return part.format === 'ndjson' ? this.#readLines(part.bytes) : this.#readArray(part.bytes)
  }

  /** What is left when bytes end: the last line, if it has no line end. */
  end(): unknown[] {
    if (this.#rest.length === 0) return []
    const rest = this.#rest
    this.#rest = new Uint8Array()
    return this.#parseLine(rest)
  }

  #readLines(bytes: Uint8Array): unknown[] {
    const records: unknown[] = []
    let start = 0
    for (let end = bytes.indexOf(newline); end !== -1; end = bytes.indexOf(newline, start)) {
      const line = bytes.subarray(start, end)
      records.push(...this.#parseLine(this.#rest.length === 0 ? line : Buffer.concat([this.#rest, line])))
      this.#rest = new Uint8Array()
      start = end + 1
    }
    // A copy, since the source may use its buffer again.
    if (start < bytes.length) this.#rest = Buffer.concat([this.#rest, bytes.subarray(start)])
    return records
  }

  #parseLine(line: Uint8Array): unknown[] {
    const text = this.#decode(line).trim()
    return text === '' ? [] : [this.#parse(text, 'a line')]
  }

  #readArray(bytes: Uint8Array): unknown[] {
    const value = this.#parse(this.#decode(bytes), 'a part')
    if (!Array.isArray(value)) throw new InvalidPartError(`${this.#who} yielded bytes that are not a JSON array`)
    return value
  }

  #decode(bytes: Uint8Array): string {
    try {
      return this.#decoder.decode(bytes)
    } catch (cause) {
      throw new InvalidPartError(`${this.#who} yielded bytes that are not UTF-8`, { cause })
    }
  }

  #parse(text: string, what: string): unknown {
    try {
      return parseJson(text)
    } catch {
      // The parser's own message quotes the text, which may hold values.
      throw new InvalidPartError(`${this.#who} yielded ${what} that is not JSON (${text.length} characters)`)
    }
  }
}
