import type { CellValue } from '@millrace/core/plugin'
import type { Vector } from '@duckdb/node-bindings'
import type { ColumnWriter } from './column-writer.ts'
import { measureUtf8 } from './measure-utf8.ts'
import type { StringArena } from './string-arena.ts'
import { Validity } from './validity.ts'

/** Texts that are encoded together; one call then costs little for each. */
const groupRows = 64
/** Above this many characters a text gains nothing from being encoded together with others. */
const maxGroupedLength = 200
/** UTF-8 never needs more bytes for a character of JavaScript. */
const bytesPerCharacter = 3

/** Writes texts through an arena. */
export class ArenaTextWriter implements ColumnWriter {
  readonly #arena: StringArena
  readonly #validity: Validity

  constructor(capacity: number, arena: StringArena) {
    this.#arena = arena
    this.#validity = new Validity(capacity)
  }

  write(vector: Vector, values: ArrayLike<CellValue>, first: number, count: number): void {
    this.#validity.reset()
    this.#arena.begin()
    let group = ''
    let groupStart = 0
    for (let row = 0; row < count; row += 1) {
      const cell = values[first + row]
      if (typeof cell !== 'string') this.#validity.leaveOut(row, cell)
      else if (cell.length <= maxGroupedLength) group += cell
      else {
        this.#addGroup(group, values, first, groupStart, row)
        this.#addText(row, cell)
        group = ''
        groupStart = row + 1
      }
      if (row - groupStart === groupRows) {
        this.#addGroup(group, values, first, groupStart, row + 1)
        group = ''
        groupStart = row + 1
      }
    }
    this.#addGroup(group, values, first, groupStart, count)
    this.#arena.end(vector, count)
    this.#validity.copyTo(vector)
  }

  /** Adds the texts of the rows from `start` to `end`, given also as one text. */
  #addGroup(group: string, values: ArrayLike<CellValue>, first: number, start: number, end: number): void {
    const arena = this.#arena
    let offset = arena.reserve(group.length * bytesPerCharacter)
    const byteCount = arena.bytes.write(group, offset)
    // As many bytes as characters: all of them are ASCII, and each text has as many bytes as it has characters.
    const isAscii = byteCount === group.length
    for (let row = start; row < end; row += 1) {
      const cell = values[first + row]
      const length = typeof cell === 'string' ? cell.length : 0
      const bytes = isAscii ? length : measureUtf8(arena.bytes, offset, length)
      // Two texts that are not well-formed may meet in one character.
      if (bytes < 0) return this.#addTexts(values, first, row, end)
      arena.add(row, bytes)
      offset += bytes
    }
  }

  #addTexts(values: ArrayLike<CellValue>, first: number, start: number, end: number): void {
    for (let row = start; row < end; row += 1) {
      const cell = values[first + row]
      this.#addText(row, typeof cell === 'string' ? cell : '')
    }
  }

  #addText(row: number, text: string): void {
    const maxBytes = text.length * bytesPerCharacter
    if (maxBytes > this.#arena.maxBytes) this.#arena.addLarge(row, Buffer.from(text))
    else this.#arena.add(row, this.#arena.bytes.write(text, this.#arena.reserve(maxBytes)))
  }
}

/** Writes bytes through an arena. */
export class ArenaBinaryWriter implements ColumnWriter {
  readonly #arena: StringArena
  readonly #validity: Validity

  constructor(capacity: number, arena: StringArena) {
    this.#arena = arena
    this.#validity = new Validity(capacity)
  }

  write(vector: Vector, values: ArrayLike<CellValue>, first: number, count: number): void {
    this.#validity.reset()
    this.#arena.begin()
    for (let row = 0; row < count; row += 1) {
      const cell = values[first + row]
      if (!(cell instanceof Uint8Array)) {
        this.#validity.leaveOut(row, cell)
        this.#arena.add(row, 0)
      } else if (cell.length > this.#arena.maxBytes) this.#arena.addLarge(row, cell)
      else {
        this.#arena.bytes.set(cell, this.#arena.reserve(cell.length))
        this.#arena.add(row, cell.length)
      }
    }
    this.#arena.end(vector, count)
    this.#validity.copyTo(vector)
  }
}
