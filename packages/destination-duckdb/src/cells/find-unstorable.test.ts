import { columnTypes } from '@millrace/core/plugin'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { bindCell } from './bind-cell.ts'
import { findUnstorable } from './find-unstorable.ts'
import { arbitraryCell } from './testing/arbitrary-cells.ts'
import { openTable } from './testing/open-table.ts'

it.each(columnTypes)('finds nothing in cells of type %s that DuckDB holds', (type) => {
  fc.assert(
    fc.property(fc.array(fc.option(arbitraryCell[type])), (cells) => {
      expect(findUnstorable(type, cells)).toStrictEqual([])
    }),
  )
})

it('finds lone surrogates in texts, by row', () => {
  const cells = ['plain', null, 'high \ud800', 'pair \ud83d\ude00', '\udc00 low', 'nul \0', String.raw`\ud800`]
  expect(findUnstorable('text', cells)).toStrictEqual([
    { row: 2, code: 'text_not_well_formed' },
    { row: 4, code: 'text_not_well_formed' },
  ])
})

it('finds the JSON that DuckDB calls malformed', async () => {
  using table = await openTable(['json'])
  const strings = ['\ud800', '\udc00', '\ud83d\ude00', '\ude00\ud83d', '\\ud800', '\\\ud800', '\ud83d\\ude00', '\0']
  // Escaped whole, and as JSON.stringify does it: only where it must be.
  const escaped = strings.map((text) => text.replaceAll('\\', '\\\\').replaceAll(/[\0\ud800-\udfff]/g, escapeUnit))
  const cells = [...escaped.map((text) => `["${text}"]`), ...strings.map((text) => JSON.stringify({ [text]: 1 }))]
  const refused = await Promise.all(
    cells.map(async (cell) => {
      try {
        await table.insert([bindCell(cell, 'json')])
        return false
      } catch {
        return true
      }
    }),
  )
  const found = new Set(findUnstorable('json', cells).map(({ row }) => row))
  expect(cells.map((_, row) => found.has(row))).toStrictEqual(refused)
  expect(new Set(refused)).toStrictEqual(new Set([true, false]))
})

it('finds decimals with more than 20 digits before the point or 18 after it', () => {
  const cells = [
    '99999999999999999999.999999999999999999',
    '-99999999999999999999',
    '100000000000000000000',
    '-100000000000000000000.5',
    '0.0000000000000000001',
    '-0.1234567890123456789',
    null,
  ]
  expect(findUnstorable('decimal', cells)).toStrictEqual([2, 3, 4, 5].map((row) => ({ row, code: 'out_of_range' })))
})

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
}
