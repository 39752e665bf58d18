import { columnTypes } from '@millrace/core/plugin'
import type { CellValue } from '@millrace/core/plugin'
import fc from 'fast-check'
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { bindCell } from './bind-cell.ts'
import { postgresType } from './postgres-type.ts'
import { arbitraryCell } from './testing/arbitrary-cells.ts'
import { openTable } from './testing/open-table.ts'

const arbitraryRow = fc.tuple(...columnTypes.map((type) => fc.option(arbitraryCell[type])))

it('a bound cell is the same as a copied one, and is read back as it was', { timeout: 60_000 }, async () => {
  await using table = await openTable()
  await fc.assert(
    fc.asyncProperty(arbitraryRow, async (row: readonly CellValue[]) => {
      await table.run(sql`truncate ${table.table}`)
      await table.copy(row.map((cell) => [cell]))
      const isSame = columnTypes.map(
        (type, index) =>
          sql`${sql.id(`c${index}`)} is not distinct from ${bindCell(row[index] ?? null, type)}::${sql.raw(postgresType[type])}`,
      )
      expect(await table.run(sql`select from ${table.table} where ${sql.join(isSame, sql` and `)}`)).toBe(1)
      const read = (await table.readColumns()).map(([cell]) => cell ?? null)
      for (const [index, type] of columnTypes.entries()) {
        if (type !== 'json') expect(read[index]).toStrictEqual(row[index])
      }
    }),
    { numRuns: 100 },
  )
})

it('binds the year 0, which Postgres calls 1 BC, and -0', async () => {
  await using table = await openTable(['timestamp', 'date', 'float'])
  const values = [
    bindCell('0000-02-29T12:00:00.5Z', 'timestamp'),
    bindCell('0000-02-29', 'date'),
    bindCell(-0, 'float'),
  ]
  const cells = values.map((value, index) => sql`${value}::${sql.raw(['timestamptz', 'date', 'float8'][index] ?? '')}`)
  await table.run(sql`insert into ${table.table} (c0, c1, c2) values (${sql.join(cells)})`)
  expect(await table.readColumns()).toStrictEqual([['0000-02-29T12:00:00.5Z'], ['0000-02-29'], [-0]])
})

it('refuses a cell of another type', () => {
  expect(() => bindCell(1, 'text')).toThrow('a number cannot be bound as text')
  expect(() => bindCell('true', 'boolean')).toThrow('a string cannot be bound as boolean')
})
