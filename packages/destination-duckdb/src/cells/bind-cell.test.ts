import { columnTypes } from '@millrace/core/plugin'
import type { CellValue } from '@millrace/core/plugin'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { bindCell } from './bind-cell.ts'
import { TableAppender } from './table-appender.ts'
import { arbitraryCell } from './testing/arbitrary-cells.ts'
import { openTable } from './testing/open-table.ts'

const arbitraryRow = fc.tuple(...columnTypes.map((type) => fc.option(arbitraryCell[type])))

it('a bound cell is the same as an appended one, and is read back as it was', { timeout: 60_000 }, async () => {
  using table = await openTable()
  await fc.assert(
    fc.asyncProperty(arbitraryRow, async (row: readonly CellValue[]) => {
      await table.connection.run('TRUNCATE t')
      await table.insert(columnTypes.map((type, index) => bindCell(row[index] ?? null, type)))
      const appender = await TableAppender.open(table.connection, table.name, columnTypes)
      appender.append(
        row.map((cell) => [cell]),
        1,
      )
      appender.close()
      expect(await table.readColumns()).toStrictEqual(row.map((cell) => [cell, cell]))
      // UNION compares all types but NULL by value, floats included.
      expect(await table.read('SELECT count(*) FROM (SELECT DISTINCT * FROM t)')).toStrictEqual([[1n]])
    }),
    { numRuns: 300 },
  )
})

it('a text of 20 MB is bound', { timeout: 60_000 }, async () => {
  using table = await openTable(['text'])
  const text = 'ü'.repeat(10_000_000)
  await table.insert([bindCell(text, 'text')])
  const [[read] = []] = await table.readColumns()
  expect(read === text).toBe(true)
})

it('finds a row by each of its cells', async () => {
  using table = await openTable()
  const row: readonly CellValue[] = [
    true,
    2n ** 63n - 1n,
    Number.NaN,
    '-99999999999999999999.999999999999999999',
    '\ufeffnul \0 inside',
    '9999-12-31T23:59:59.999999Z',
    '0001-01-01',
    '23:59:59.999999',
    '{"a":1}',
    Uint8Array.of(0, 255),
  ]
  const appender = await TableAppender.open(table.connection, table.name, columnTypes)
  appender.append(
    row.map((cell) => [cell]),
    1,
  )
  appender.close()
  const found = await Promise.all(
    columnTypes.map(async (type, index) => {
      const statement = await table.connection.prepare(`SELECT count(*) FROM t WHERE c${index} = ?`)
      statement.bind([bindCell(row[index] ?? null, type)], [statement.parameterType(1)])
      return (await statement.runAndReadAll()).getRows()
    }),
  )
  expect(found).toStrictEqual(columnTypes.map(() => [[1n]]))
})

it('refuses a cell of another type', () => {
  expect(() => bindCell(1, 'text')).toThrow('a number cannot be bound as text')
  expect(() => bindCell('true', 'boolean')).toThrow('a string cannot be bound as boolean')
  expect(() => bindCell('2026', 'timestamp')).toThrow('no text of a date or time')
})
