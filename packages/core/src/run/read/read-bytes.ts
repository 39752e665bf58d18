import { TextDecoder } from 'node:util'
import { InvalidPartError } from '../../contract/errors/invalid-part-error.ts'
import type { BytesPart } from '../../contract/part.ts'
import { parseJson } from '../../kit/parse-json.ts'
import { RecordLine } from './record-line.ts'

const newline = 10
const openBrace = 123

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
    if (part.format === 'ndjson') return this.readLines(part.bytes).map((line) => line.parse())
    // Records stay in their order: a line without an end was read before the array.
    return [...this.end(), ...this.#readArray(part.bytes)]
  }

  /** The lines of NDJSON that have ended, without the empty ones. They hold as long as the bytes are what they are. */
  readLines(bytes: Uint8Array): RecordLine[] {
    const lines: RecordLine[] = []
    let start = 0
    if (this.#rest.length > 0) {
      const end = bytes.indexOf(newline)
      if (end !== -1) {
        this.#addLines(lines, this.#withRest(bytes.subarray(0, end + 1)))
        start = end + 1
      }
    }
    const end = bytes.lastIndexOf(newline) + 1
    if (end > start) this.#addLines(lines, bytes.subarray(start, end))
    start = Math.max(start, end)
    // A copy, since the source may use its buffer again; `slice` makes none of a `Buffer`.
    if (start < bytes.length) this.#rest.push(Buffer.from(bytes.subarray(start)))
    return lines
  }

  /** What is left when bytes end: the last line, if it has no line end. */
  end(): unknown[] {
    if (this.#rest.length === 0) return []
    const line = this.#withRest(new Uint8Array())
    return this.#isEmpty(line) ? [] : [this.#parseLine(line)]
  }

  /** Each line of the bytes ends in a line end. */
  #addLines(lines: RecordLine[], given: Uint8Array): void {
    const bytes = Buffer.from(given.buffer, given.byteOffset, given.byteLength)
    const parse = (line: Uint8Array): unknown => this.#parseLine(line)
    let start = 0
    for (let end = bytes.indexOf(newline); end !== -1; end = bytes.indexOf(newline, start)) {
      if (bytes[start] === openBrace || !this.#isEmpty(bytes.subarray(start, end))) {
        lines.push(new RecordLine({ bytes, start, end }, parse))
      }
      start = end + 1
    }
  }

  #isEmpty(line: Uint8Array): boolean {
    return this.#decode(line).trim() === ''
  }

  #withRest(line: Uint8Array): Uint8Array {
    if (this.#rest.length === 0) return line
    const whole = Buffer.concat([...this.#rest, line])
    this.#rest = []
    return whole
  }

  #parseLine(line: Uint8Array): unknown {
    return this.#parse(this.#decode(line).trim(), 'a line')
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
