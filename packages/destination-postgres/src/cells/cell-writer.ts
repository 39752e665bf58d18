import { DestinationError } from '@millrace/core/plugin'
import type { CellValue, ColumnType } from '@millrace/core/plugin'
import type { CopyChunks } from './copy-chunks.ts'
import { isStorableInteger, isStorableLength } from './find-unstorable.ts'
import { parseDays, parseMicroseconds } from './parse-time.ts'
import { writeDecimal } from './write-decimal.ts'
import { writeJson, writeText } from './write-text.ts'

/** Writes a cell that is not NULL: its length in bytes, then the bytes. */
export type CellWriter = (out: CopyChunks, cell: NonNullable<CellValue>) => void

/** The longest cell of a fixed width, with its length. */
const fixedBytes = 12
const upperHalf = 2 ** 32
/** A day has 86,400,000,000 microseconds, which are 20 * 2^32 and this rest. */
const upperHalfOfDay = 20
const lowerHalfOfDay = 500_654_080

/** How the cells of a column of each type are written. */
export const cellWriters: Readonly<Record<ColumnType, CellWriter>> = {
  boolean(out, cell) {
    if (typeof cell !== 'boolean') misfit(cell, 'boolean')
    out.reserve(5)
    const { view, at } = out
    view.setInt32(at, 1)
    view.setInt8(at + 4, cell ? 1 : 0)
    out.at = at + 5
  },
  integer(out, cell) {
    if (typeof cell !== 'number' && typeof cell !== 'bigint') misfit(cell, 'integer')
    out.reserve(fixedBytes)
    const { view, at } = out
    view.setInt32(at, 8)
    if (typeof cell === 'number' && Number.isSafeInteger(cell)) {
      view.setInt32(at + 4, Math.floor(cell / upperHalf))
      view.setInt32(at + 8, cell)
    } else if (isStorableInteger(cell)) view.setBigInt64(at + 4, BigInt(cell))
    else out.isSuspicious = true
    out.at = at + fixedBytes
  },
  float(out, cell) {
    if (typeof cell !== 'number') misfit(cell, 'float')
    out.reserve(fixedBytes)
    const { view, at } = out
    view.setInt32(at, 8)
    view.setFloat64(at + 4, cell)
    out.at = at + fixedBytes
  },
  decimal(out, cell) {
    if (typeof cell !== 'string') misfit(cell, 'decimal')
    writeDecimal(out, cell)
  },
  text(out, cell) {
    if (typeof cell !== 'string') misfit(cell, 'text')
    writeText(out, cell)
  },
  timestamp(out, cell) {
    if (typeof cell !== 'string') misfit(cell, 'timestamp')
    out.reserve(fixedBytes)
    const { view, at } = out
    const days = parseDays(cell)
    const lower = days * lowerHalfOfDay + parseMicroseconds(cell, 11)
    view.setInt32(at, 8)
    view.setInt32(at + 4, days * upperHalfOfDay + Math.floor(lower / upperHalf))
    view.setInt32(at + 8, lower)
    out.at = at + fixedBytes
  },
  date(out, cell) {
    if (typeof cell !== 'string') misfit(cell, 'date')
    out.reserve(8)
    const { view, at } = out
    view.setInt32(at, 4)
    view.setInt32(at + 4, parseDays(cell))
    out.at = at + 8
  },
  time(out, cell) {
    if (typeof cell !== 'string') misfit(cell, 'time')
    out.reserve(fixedBytes)
    const { view, at } = out
    const microseconds = parseMicroseconds(cell, 0)
    view.setInt32(at, 8)
    view.setInt32(at + 4, Math.floor(microseconds / upperHalf))
    view.setInt32(at + 8, microseconds)
    out.at = at + fixedBytes
  },
  json(out, cell) {
    if (typeof cell !== 'string') misfit(cell, 'json')
    writeJson(out, cell)
  },
  binary(out, cell) {
    if (!(cell instanceof Uint8Array)) misfit(cell, 'binary')
    out.isSuspicious ||= !isStorableLength(cell.length)
    out.reserve(4 + cell.length)
    const { view, bytes, at } = out
    view.setInt32(at, cell.length)
    bytes.set(cell, at + 4)
    out.at = at + 4 + cell.length
  },
}

function misfit(cell: NonNullable<CellValue>, type: ColumnType): never {
  throw new DestinationError({ message: `a cell is a ${typeof cell}, which a column of type ${type} cannot take` })
}
