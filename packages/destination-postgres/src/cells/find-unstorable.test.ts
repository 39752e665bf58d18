import { columnTypes } from '@millrace/core/plugin'
import type { CellValue, ColumnType } from '@millrace/core/plugin'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { ChunkPool } from './chunk-pool.ts'
import { encodeRows } from './copy-encoder.ts'
import { findUnstorable } from './find-unstorable.ts'
import { arbitraryCell } from './testing/arbitrary-cells.ts'
import { openTable } from './testing/open-table.ts'

function isSuspicious(type: ColumnType, values: readonly CellValue[]): boolean {
  return encodeRows([{ type, values }], values.length, new ChunkPool()).isSuspicious
}

it.each(columnTypes)('nothing is found in cells of type %s that Postgres holds', (type) => {
  fc.assert(
    fc.property(fc.array(fc.option(arbitraryCell[type])), (cells) => {
      expect(findUnstorable(type, cells)).toStrictEqual([])
      expect(isSuspicious(type, cells)).toBe(false)
    }),
  )
})

it('finds NUL and lone surrogates in texts, by row', () => {
  const cells = ['plain', null, 'high \ud800', 'pair \ud83d\ude00', '\udc00 low', 'nul \0', String.raw`\ud800 \u0000`]
  expect(findUnstorable('text', cells)).toStrictEqual([
    { row: 2, code: 'text_not_well_formed' },
    { row: 4, code: 'text_not_well_formed' },
    { row: 5, code: 'text_has_nul' },
  ])
})

it('the encoder finds what is looked for in short and long texts, wherever it stands', () => {
  fc.assert(
    fc.property(
      fc.string(),
      fc.constantFrom('\0', '\ud800', '\udfff'),
      fc.string(),
      fc.nat(200),
      (left, bad, right, length) => {
        const text = `${left.padEnd(length, 'x')}${bad}${right}`
        expect(isSuspicious('text', ['fine', text])).toBe(true)
        expect(findUnstorable('text', ['fine', text])).toHaveLength(1)
      },
    ),
  )
})

it('finds the JSON that Postgres refuses, and no other', { timeout: 60_000 }, async () => {
  await using table = await openTable(['json'])
  const strings = [
    '\ud800',
    '\udc00',
    '\ud83d\ude00',
    '\ude00\ud83d',
    '\\ud800',
    '\\\ud800',
    '\ud83d\\ude00',
    '\0',
    '\\u0000',
    '\\\0',
  ]
  // Escaped whole, and as JSON.stringify does it: only where it must be.
  const escaped = strings.map((text) => text.replaceAll('\\', '\\\\').replaceAll(/[\0\ud800-\udfff]/g, escapeUnit))
  const cells = [...escaped.map((text) => `["${text}"]`), ...strings.map((text) => JSON.stringify({ [text]: 1 }))]
  for (const cell of cells) {
    const isRefused = await table.copy([[cell]]).then(
      () => false,
      () => true,
    )
    expect([cell, findUnstorable('json', [cell]).length > 0]).toStrictEqual([cell, isRefused])
    expect(isSuspicious('json', [cell])).toBe(isRefused)
  }
})

it('finds JSON that is nested too deep for the stack of Postgres, brackets in texts aside', async () => {
  await using table = await openTable(['json'])
  const nested = (depth: number): string => '[{"a]":'.repeat(depth / 2) + '"\\"["' + '}]'.repeat(depth / 2)
  expect(findUnstorable('json', [nested(6000), `"${'['.repeat(20_000)}"`])).toStrictEqual([])
  expect(await table.copy([[nested(6000)]])).toBe(1)
  expect(findUnstorable('json', [nested(6002)])).toStrictEqual([{ row: 0, code: 'too_deep' }])
  expect(isSuspicious('json', [nested(6002)])).toBe(true)
  await expect(table.copy([[nested(40_000)]])).rejects.toMatchObject({ code: '54001' })
})

it('finds decimals with more digits than Postgres keeps', async () => {
  await using table = await openTable(['decimal'])
  const fine = [`-${'9'.repeat(131_072)}`, `0.${'9'.repeat(16_383)}`, null]
  const unfit = ['9'.repeat(131_073), `-0.${'0'.repeat(16_383)}1`]
  expect(await table.copy([fine])).toBe(3)
  expect(findUnstorable('decimal', [...fine, ...unfit])).toStrictEqual(
    [3, 4].map((row) => ({ row, code: 'out_of_range' })),
  )
  expect(isSuspicious('decimal', unfit)).toBe(true)
})

it('finds numbers that are no integers of 64 bits', () => {
  const cells = [2n ** 63n - 1n, -(2n ** 63n), 2n ** 63n, -(2n ** 63n) - 1n, Number.NaN, 1.5, 2 ** 53, 1e300]
  const found = findUnstorable('integer', cells)
  expect(found).toStrictEqual([2, 3, 4, 5, 6, 7].map((row) => ({ row, code: 'out_of_range' })))
  for (const { row } of found) expect(isSuspicious('integer', [cells[row] ?? null])).toBe(true)
})

it('finds what is longer than 256 MB', { timeout: 60_000 }, () => {
  const longest = 'x'.repeat(256 * 1024 * 1024)
  expect(findUnstorable('text', [longest, `${longest}x`])).toStrictEqual([{ row: 1, code: 'text_too_long' }])
  expect(findUnstorable('binary', [new Uint8Array(256 * 1024 * 1024 + 1)])).toStrictEqual([
    { row: 0, code: 'binary_too_long' },
  ])
})

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
}
