/**
 * Reads the tokens of JSON from bytes, strictly: what it takes, `JSON.parse` takes, and gives the same values for.
 * It does not take everything. What it leaves is read by `JSON.parse`, so it need not say what is wrong.
 */

import { TextDecoder } from 'node:util'
import type { JsonLine } from '../json-line.ts'

/** Thrown, always the same, for what is not JSON or is not plain. */
export const notPlain: Error = new Error('this line is to be read by JSON.parse')

/** Bytes that mean something in JSON. */
export const sign = {
  quote: 34,
  comma: 44,
  minus: 45,
  colon: 58,
  openArray: 91,
  backslash: 92,
  closeArray: 93,
  f: 102,
  n: 110,
  t: 116,
  openObject: 123,
  closeObject: 125,
} as const

/** With more digits the sum below could be wrong; with as many, it is at least known to be too large. */
const maxDigits = 16

export class JsonCursor {
  bytes: Buffer = Buffer.alloc(0)
  /** Where the next token begins, or the space before it. */
  at = 0
  /** The line as a text of one character per byte. */
  #latin1 = ''
  #start = 0
  #end = 0
  readonly #decoder: TextDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

  open({ bytes, start, end }: JsonLine): void {
    this.bytes = bytes
    this.#latin1 = bytes.toString('latin1', start, end)
    this.at = start
    this.#start = start
    this.#end = end
  }

  /** Skips space; answers the byte at which the next token begins, 0 at the end of the line. */
  next(): number {
    const { bytes } = this
    let byte = bytes[this.at] ?? 0
    while (byte <= 32) {
      if (this.at >= this.#end || !(byte === 32 || byte === 9 || byte === 13)) return 0
      byte = bytes[++this.at] ?? 0
    }
    return byte
  }

  /** Takes a byte that has to come next. */
  take(expected: number): void {
    if (this.next() !== expected) throw notPlain
    this.at++
  }

  /** Takes a key, if it is this one; it stands as a text without escapes. */
  takeKey(key: Uint8Array): boolean {
    const { bytes } = this
    const start = this.at + 1
    const { length } = key
    for (let index = 0; index < length; index++) if (bytes[start + index] !== key[index]) return false
    if (bytes[start + length] !== sign.quote) return false
    this.at = start + length + 1
    return true
  }

  /** Reads a text; the cursor is at its opening quote. */
  text(): string {
    const { bytes } = this
    const start = this.at + 1
    let at = start
    let byte = bytes[at] ?? 0
    let high = 0
    while (byte !== sign.quote) {
      // The line end is one of them.
      if (byte < 32) throw notPlain
      if (byte === sign.backslash) return this.#escapedText()
      high |= byte
      byte = bytes[++at] ?? 0
    }
    this.at = at + 1
    return high < 128 ? this.#latin1.slice(start - this.#start, at - this.#start) : this.#decode(start, at)
  }

  /** Reads a number that is held exactly, or as the nearest one where it has a fraction. */
  number(): number {
    const { bytes } = this
    const start = this.at
    let at = start
    if (bytes[at] === sign.minus) at++
    const first = at
    let value = 0
    let digit = (bytes[at] ?? 0) - 48
    while (digit >= 0 && digit <= 9) {
      value = value * 10 + digit
      digit = (bytes[++at] ?? 0) - 48
    }
    const digits = at - first
    if (digits === 0 || digits > maxDigits || (digits > 1 && bytes[first] === 48)) throw notPlain
    if (value > Number.MAX_SAFE_INTEGER) throw notPlain
    const byte = bytes[at]
    if (byte === 46 || byte === 69 || byte === 101) return this.#fraction(start, at)
    this.at = at
    // Adding 0 makes 0 of -0.
    return (first === start ? value : -value) + 0
  }

  /** Takes `true`, `false` or `null`. */
  word(text: string): void {
    const { bytes, at } = this
    for (let index = 0; index < text.length; index++) {
      if (bytes[at + index] !== text.charCodeAt(index)) throw notPlain
    }
    this.at = at + text.length
  }

  /** Refuses anything but space up to the end of the line. */
  close(): void {
    if (this.next() !== 0 || this.at < this.#end) throw notPlain
  }

  #fraction(start: number, point: number): number {
    const { bytes } = this
    let at = point
    if (bytes[at] === 46) at = this.#digits(at + 1)
    if (bytes[at] === 69 || bytes[at] === 101) {
      const isSigned = bytes[at + 1] === 43 || bytes[at + 1] === sign.minus
      at = this.#digits(at + (isSigned ? 2 : 1))
    }
    const value = Number(this.#latin1.slice(start - this.#start, at - this.#start))
    // A whole number that is too large, or none, is for those who read exactly.
    if (!Number.isSafeInteger(value) && (!Number.isFinite(value) || value % 1 === 0)) throw notPlain
    this.at = at
    return value + 0
  }

  /** The end of one or more digits. */
  #digits(start: number): number {
    const { bytes } = this
    let at = start
    while ((bytes[at] ?? 0) >= 48 && (bytes[at] ?? 0) <= 57) at++
    if (at === start) throw notPlain
    return at
  }

  #escapedText(): string {
    const { bytes } = this
    let at = this.at + 1
    while (bytes[at] !== sign.quote) {
      if (at >= this.#end) throw notPlain
      at += bytes[at] === sign.backslash ? 2 : 1
    }
    if (at >= this.#end) throw notPlain
    const token = this.#decode(this.at, at + 1)
    this.at = at + 1
    try {
      return JSON.parse(token) as string
    } catch {
      throw notPlain
    }
  }

  #decode(start: number, end: number): string {
    try {
      return this.#decoder.decode(this.bytes.subarray(start, end))
    } catch {
      throw notPlain
    }
  }
}
