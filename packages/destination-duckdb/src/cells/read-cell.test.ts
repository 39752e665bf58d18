import { blobValue } from '@duckdb/node-api'
import { expect, it } from 'vitest'
import { readableSql, readCell } from './read-cell.ts'
import { openTable } from './testing/open-table.ts'

it('keeps a byte order mark, if the text was selected by readableSql', async () => {
  using table = await openTable(['text'])
  await table.connection.run(`INSERT INTO t VALUES (chr(65279) || 'text')`)
  const [[value = null] = []] = await table.read(`SELECT ${readableSql('c0', 'text')} FROM t`)
  expect(readCell(value, 'text')).toBe('\ufefftext')
})

it('reads a text that was selected as it is, and bytes that are bytes', () => {
  expect(readCell('plain', 'text')).toBe('plain')
  expect(readCell(blobValue(Uint8Array.of(65)), 'binary')).toStrictEqual(Uint8Array.of(65))
})

it('gives numbers for integers of any width while they are exact', async () => {
  using table = await openTable(['integer'])
  const [row = []] = await table.read(
    `SELECT 1::TINYINT, sum(c), (2::HUGEINT ** 60)::HUGEINT + 1 FROM (VALUES (5)) v(c)`,
  )
  expect(row.map((value) => readCell(value, 'integer'))).toStrictEqual([1, 5, 2n ** 60n + 1n])
})

it('refuses what is no cell', async () => {
  using table = await openTable(['integer'])
  const [[list = null] = []] = await table.read('SELECT [1, 2]')
  expect(() => readCell(list, 'integer')).toThrow('DuckDB gave a object for a cell of type integer')
})
