import { DestinationError } from '@millrace/core/plugin'
import type { CellValue, ColumnType } from '@millrace/core/plugin'
import type { ResultValue } from '../database/connection.ts'

/** A value of a result as the cell it is in a column of this type, in the one form that the type has. */
export function readCell(value: ResultValue, type: ColumnType): CellValue {
  if (value === null) return null
  if (typeof value === 'string') return readText[type]?.(value) ?? value
  const isExpected = type === 'boolean' ? typeof value === 'boolean' : typeof value !== 'boolean'
  if (isExpected) return value
  throw new DestinationError({ message: `Postgres gave a ${typeof value} for a cell of type ${type}` })
}

/** For the types that Postgres writes in another form. */
const readText: Readonly<Partial<Record<ColumnType, (text: string) => CellValue>>> = {
  decimal: (text) => (text.includes('.') ? text.replace(/\.?0+$/, '') : text),
  timestamp: readInstant,
  date: readDate,
  binary: (text) => new Uint8Array(Buffer.from(text.slice(2), 'hex')),
}

/** `2026-01-01 00:00:00.5+00`, with ` BC` after it for the years before 1. */
function readInstant(text: string): string {
  const [, date, time, era = ''] = /^(\S+) (\S+)\+00( BC)?$/.exec(text) ?? []
  return date === undefined ? text : `${readDate(`${date}${era}`)}T${time}Z`
}

/** The year before year 1 is 0 in ISO 8601, and 1 BC in Postgres. */
function readDate(text: string): string {
  const [, year, rest] = /^(\d+)(-\d\d-\d\d) BC$/.exec(text) ?? []
  return year === undefined ? text : `${String(Number(year) - 1).padStart(4, '0')}${rest}`
}
