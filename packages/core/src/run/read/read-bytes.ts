import { TextDecoder } from 'node:util'
import { InvalidPartError } from '../../contract/errors/invalid-part-error.ts'
import type { BytesPart } from '../../contract/part.ts'
import { parseJson } from '../../kit/parse-json.ts'

const newline = 10

/** Turns parts of bytes into records, and keeps the begun line between two parts. */
export class BytesReader {
  readonly #who: string
  readonly #decoder: TextDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false })
  /** Pieces of the line that is begun; never empty ones. */
  #rest: Uint8Array[] = []

  constructor(who: string) {
    this.#who = who
  }

  read(part: BytesPart): unknown[] {
    if (part.format === 'ndjson') return this.#readLines(part.bytes)
    // Records stay in their order: a line without an end was read before the array.
    return [...this.end(), ...this.#readArray(part.bytes)]
  }

  /** What is left when bytes end: the last line, if it has no line end. */
  end(): unknown[] {
    if (this.#rest.length === 0) return []
    return this.#parseLine(this.#withRest(new Uint8Array()))
  }

  #readLines(bytes: Uint8Array): unknown[] {
    const records: unknown[] = []
    let start = 0
    for (let end = bytes.indexOf(newline); end !== -1; end = bytes.indexOf(newline, start)) {
      records.push(...this.#parseLine(this.#withRest(bytes.subarray(start, end))))
      start = end + 1
    }
    // A copy, since the source may use its buffer again.
    if (start < bytes.length) this.#rest.push(bytes.slice(start))
    return records
  }

  #withRest(line: Uint8Array): Uint8Array {
    if (this.#rest.length === 0) return line
    const whole = Buffer.concat([...this.#rest, line])
    this.#rest = []
    return whole
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
