import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CellValue, ColumnType } from '../../contract/column-type.ts'
import { SavepointRefusedError } from '../../contract/errors/savepoint-refused-error.ts'
import type { JsonValue } from '../../contract/json.ts'
import { canonical, cursorType, fromCursorSavepoint, toCursorSavepoint, toRange } from './cursor-savepoint.ts'

const startBound = '2026-03-01T12:00:00Z'

describe('toCursorSavepoint', () => {
  it.each<readonly [name: string, highest: CellValue, before: CellValue, type: ColumnType, cursor: string]>([
    ['the highest cursor met', '2026-02-01T00:00:00Z', null, 'timestamp', '2026-02-01T00:00:00Z'],
    ['no later than the beginning of the read', '2026-03-01T12:00:00.001Z', null, 'timestamp', startBound],
    ['exactly the beginning', startBound, null, 'timestamp', startBound],
    [
      'never earlier than the savepoint before',
      '2026-01-01T00:00:00Z',
      '2026-02-01T00:00:00Z',
      'timestamp',
      '2026-02-01T00:00:00Z',
    ],
    ['the one before where nothing was met', null, '2026-02-01T00:00:00Z', 'timestamp', '2026-02-01T00:00:00Z'],
    [
      'never back, even from beyond the beginning',
      '2026-03-02T00:00:00Z',
      '2026-04-01T00:00:00Z',
      'timestamp',
      '2026-04-01T00:00:00Z',
    ],
    ['the day of the beginning', '2026-03-02', null, 'date', '2026-03-01'],
    ['a day before it', '2026-02-28', '2026-02-27', 'date', '2026-02-28'],
    ['numbers by value', 10, 9, 'integer', '10'],
    ['large numbers', 9223372036854775807n, 9007199254740991, 'integer', '9223372036854775807'],
    ['decimals by value', '10.5', '9.75', 'decimal', '10.5'],
    ['texts by code point', 'b', 'a', 'text', 'b'],
    ['zero, which is something', 0, null, 'integer', '0'],
    ['the empty text, which is something', '', null, 'text', ''],
  ])('%s', (_name, highest, before, type, cursor) => {
    expect(toCursorSavepoint(highest, before, startBound, type)).toEqual({ cursor })
  })

  it('is none where nothing was ever met', () => {
    expect(toCursorSavepoint(null, null, startBound, 'timestamp')).toBeUndefined()
  })
})

describe('fromCursorSavepoint', () => {
  it.each<readonly [ColumnType, CellValue]>([
    ['integer', 0],
    ['integer', -7],
    ['integer', Number.MAX_SAFE_INTEGER],
    ['integer', 9007199254740993n],
    ['integer', -9223372036854775808n],
    ['float', 0.1],
    ['float', -1e300],
    ['boolean', true],
    ['boolean', false],
    ['decimal', '12345678901234567890.5'],
    ['timestamp', '2026-01-31T12:00:00.000001Z'],
    ['date', '2026-01-31'],
    ['text', ''],
  ])('gives a %s back as it was: %s', (type, cell) => {
    const stored = JSON.parse(JSON.stringify(toCursorSavepoint(cell, null, startBound, type))) as JsonValue
    expect(fromCursorSavepoint(stored, type)).toBe(cell)
  })

  it.each([null, 7, 'text', [], {}, { cursor: 7 }, { cursor: null }, { position: 'a' }])('refuses %j', (value) => {
    expect(() => fromCursorSavepoint(value, 'text')).toThrow(SavepointRefusedError)
  })

  it.each(['', 'abc', '1.5', '2026-01-01'])('refuses %j for an integer', (cursor) => {
    expect(() => fromCursorSavepoint({ cursor }, 'integer')).toThrow(SavepointRefusedError)
  })
})

describe('toRange', () => {
  it.each<readonly [ColumnType, CellValue, number, unknown]>([
    ['timestamp', '2026-01-01T00:00:00Z', 0, '2026-01-01T00:00:00Z'],
    ['timestamp', '2026-01-01T00:00:00Z', 1, '2025-12-31T23:59:59.999Z'],
    ['timestamp', '2026-01-01T00:00:01.5Z', 1_500, '2026-01-01T00:00:00Z'],
    ['timestamp', '2024-03-01T00:00:00Z', 86_400_000, '2024-02-29T00:00:00Z'],
    ['date', '2026-03-01', 86_400_000, '2026-02-28'],
    ['date', '2026-03-01', 1, '2026-02-28'],
    ['integer', 100, 30, 70],
    ['integer', 9007199254740993n, 2, '9007199254740991'],
    ['integer', 9007199254740993n, 1.5, '9007199254740991'],
    ['float', 1.5, 0.5, 1],
    ['decimal', '12345678901234567890.25', 90, '12345678901234567800.25'],
    ['decimal', '1.5', 2, '-0.5'],
    ['decimal', '-1.5', 2, '-3.5'],
    ['decimal', '2.05', 2, '0.05'],
    ['decimal', '7', 7, '0'],
    ['decimal', '7.5', 0.5, '6.5'],
    ['text', 'abc', 5, 'abc'],
  ])('%s %s, %d back', (type, cursor, lookBack, from) => {
    expect(toRange(cursor, lookBack, type)).toEqual({ from })
  })

  it('asks for everything where there is no cursor', () => {
    expect(toRange(null, 5, 'timestamp')).toBeUndefined()
  })

  it('never begins later than the look-back says, however fine the cursor is', () => {
    const micros = fc.nat({ max: 999_999 })
    const seconds = fc.integer({ min: -60_000_000_000, max: 250_000_000_000 })
    fc.assert(
      fc.property(seconds, micros, fc.integer({ min: 1, max: 10 ** 9 }), (second, micro, lookBack) => {
        const fraction = String(micro).padStart(6, '0')
        const cursor = canonical(new Date(second * 1_000).toISOString().replace('.000Z', `.${fraction}Z`))
        const from = String(toRange(cursor, lookBack, 'timestamp')?.from)
        const wanted = BigInt(second) * 1_000_000n + BigInt(micro) - BigInt(lookBack) * 1_000n
        const early = wanted - BigInt(Date.parse(from)) * 1_000n
        expect(early >= 0n && early < 1_000n).toBe(true)
        expect(canonical(from)).toBe(from)
      }),
    )
  })
})

describe('canonical', () => {
  it.each([
    ['2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00Z'],
    ['2026-01-01T00:00:00.100Z', '2026-01-01T00:00:00.1Z'],
    ['2026-01-01T00:00:00.010Z', '2026-01-01T00:00:00.01Z'],
    ['2026-01-01T00:00:00.001Z', '2026-01-01T00:00:00.001Z'],
    ['2026-01-01T00:00:00.101000Z', '2026-01-01T00:00:00.101Z'],
    ['2026-10-10T10:10:10Z', '2026-10-10T10:10:10Z'],
    ['2000-01-01T00:00:00Z', '2000-01-01T00:00:00Z'],
  ])('%s', (instant, expected) => {
    expect(canonical(instant)).toBe(expected)
  })
})

describe('cursorType', () => {
  const column = { name: 'updated', type: 'timestamp', role: 'data', path: 'updated' } as const
  const table = { path: '', steps: [], name: 'orders', columns: [column], rootKey: [], key: [] }
  const schema = { stream: 'orders', version: 1, isKeyed: true, tables: [table] }

  it('is that of the column of the cursor, once there is one', () => {
    expect(cursorType({ ...schema, cursor: 'updated' })).toBe('timestamp')
    expect(cursorType({ ...schema, cursor: 'changed' })).toBeUndefined()
    expect(cursorType(schema)).toBeUndefined()
    expect(cursorType({ ...schema, tables: [], cursor: 'updated' })).toBeUndefined()
  })
})
