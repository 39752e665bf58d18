import { columnTypes } from '@millrace/core/plugin'
import type { CellValue, ColumnType } from '@millrace/core/plugin'
import fc from 'fast-check'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { ChunkPool } from './chunk-pool.ts'
import { encodeRows } from './copy-encoder.ts'
import { arbitraryCell } from './testing/arbitrary-cells.ts'
import { openTable } from './testing/open-table.ts'

const edges: Readonly<Record<ColumnType, readonly CellValue[]>> = {
  boolean: [true, false],
  integer: [0, 1, -1, 2 ** 32, -(2 ** 32), 2 ** 31, 2 ** 53 - 1, -(2 ** 53) + 1, 2n ** 63n - 1n, -(2n ** 63n)],
  float: [0, -0, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.MIN_VALUE, Number.MAX_VALUE],
  decimal: [
    '0',
    '-0.000001',
    '10000',
    '9999.9999',
    '100000000',
    '0.0001',
    '0.00001',
    `-${'9'.repeat(131_072)}`,
    `0.${'0'.repeat(16_382)}1`,
    `${'9'.repeat(131_072)}.${'9'.repeat(16_383)}`,
  ],
  text: ['', ' ', '\\N', '\\.', '\t\n\r\\', '\u0001\u001f\u007f', '\ufeffmark', 'é', '€', '👩‍👩‍👧‍👦', 'x'.repeat(5_000_000)],
  timestamp: [
    '1970-01-01T00:00:00Z',
    '2000-01-01T00:00:00Z',
    '1999-12-31T23:59:59.999999Z',
    '0000-01-01T00:00:00Z',
    '0000-12-31T23:59:59.5Z',
    '0001-01-01T00:00:00Z',
    '9999-12-31T23:59:59.999999Z',
  ],
  date: ['0000-01-01', '0000-02-29', '0001-01-01', '1999-12-31', '2000-01-01', '2000-02-29', '9999-12-31'],
  time: ['00:00:00', '00:00:00.000001', '01:11:34.967296', '23:59:59.999999'],
  json: ['null', '""', '"\\u0001"', '"\\ud83d\\ude00"', '12345678901234567890', `"${'x'.repeat(1_000_000)}"`],
  binary: [new Uint8Array(0), Uint8Array.of(0, 92, 255), new Uint8Array(1_000_000).fill(7)],
}

describe('what is copied is read back as it was', () => {
  it.each(columnTypes)('the edges of %s', { timeout: 60_000 }, async (type) => {
    await using table = await openTable([type])
    await table.copy([edges[type]])
    const [read] = await table.readColumns()
    expect(read?.map(comparable(type))).toStrictEqual(edges[type].map(comparable(type)))
  })

  it('any cells of any types', { timeout: 120_000 }, async () => {
    await using table = await openTable()
    const column = (type: ColumnType): fc.Arbitrary<CellValue[]> =>
      fc.array(fc.option(arbitraryCell[type], { freq: 5 }), { minLength: 20, maxLength: 20 })
    await fc.assert(
      fc.asyncProperty(fc.tuple(...columnTypes.map(column)), async (cells) => {
        await table.run(sql`truncate ${table.table}`)
        expect(await table.copy(cells)).toBe(20)
        const read = await table.readColumns()
        for (const [index, type] of columnTypes.entries()) {
          expect(read[index]?.map(comparable(type))).toStrictEqual(cells[index]?.map(comparable(type)))
        }
      }),
      { numRuns: 60 },
    )
  })

  it('rows of which many fill a chunk, and none', async () => {
    await using table = await openTable(['integer', 'text'])
    expect(await table.copy([[], []])).toBe(0)
    const numbers = Array.from({ length: 30_000 }, (_, index) => index)
    const texts = numbers.map((number) => (number % 7 === 0 ? null : `${number} ü`.repeat(number % 5)))
    expect(await table.copy([numbers, texts])).toBe(30_000)
    expect(await table.readColumns()).toStrictEqual([numbers, texts])
  })
})

it('numbers in JSON keep all their digits', async () => {
  await using table = await openTable(['json'])
  await table.copy([['[12345678901234567890,-0.12345678901234567890]']])
  expect(await table.readColumns()).toStrictEqual([['[12345678901234567890, -0.12345678901234567890]']])
})

it('has the same bytes as what Postgres keeps of the same texts', async () => {
  await using table = await openTable()
  const row: readonly CellValue[] = [
    true,
    -5,
    1.5,
    '-12345.678',
    'ü',
    '2026-03-29T01:30:00.5Z',
    '2026-03-29',
    '12:00:00',
    '{"a":[1]}',
    Uint8Array.of(1),
  ]
  await table.copy(row.map((cell) => [cell]))
  const same = await table.run(
    sql`select from ${table.table} where (c0, c1, c2, c3, c4, c5, c6, c7, c8, c9) is not distinct from
      (true, -5::bigint, 1.5::float8, -12345.678, 'ü', '2026-03-29 01:30:00.5+00'::timestamptz, '2026-03-29'::date, '12:00'::time, '{"a": [1]}'::jsonb, '\\x01'::bytea)`,
  )
  expect(same).toBe(1)
})

it('refuses cells of another type, and texts that are none of a time or a decimal', () => {
  const encode = (type: ColumnType, cell: CellValue) => () => encodeRows([{ type, values: [cell] }], 1, new ChunkPool())
  expect(encode('text', 1)).toThrow('a cell is a number, which a column of type text cannot take')
  expect(encode('integer', '1')).toThrow('a cell is a string, which a column of type integer cannot take')
  expect(encode('timestamp', '2026')).toThrow('no text of a date or time')
  expect(encode('decimal', '1e5')).toThrow('no text of a decimal')
})

it('fills chunks again that were sent', () => {
  const pool = new ChunkPool()
  const [first] = encodeRows([{ type: 'integer', values: [1] }], 1, pool).finish()
  first?.release()
  const [second] = encodeRows([{ type: 'integer', values: [2] }], 1, pool).finish()
  expect(second?.bytes.buffer).toBe(first?.bytes.buffer)
})

/** JSON by content, bytes as numbers, long texts by what they begin with. */
function comparable(type: ColumnType): (cell: CellValue) => unknown {
  return (cell) => {
    if (cell instanceof Uint8Array) return cell.length > 10_000 ? [cell.length, ...cell.slice(0, 9)] : [...cell]
    if (type !== 'json' || typeof cell !== 'string') return cell
    return JSON.parse(cell)
  }
}
