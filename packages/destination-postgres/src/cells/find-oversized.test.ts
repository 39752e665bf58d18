import type { CellValue, ColumnSchema, ColumnType, TableSchema } from '@millrace/core/plugin'
import fc from 'fast-check'
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { findOversized } from './find-oversized.ts'
import { openTable } from './testing/open-table.ts'

function tableOf(key: readonly string[], types: Readonly<Record<string, ColumnType>>): TableSchema {
  const columns = Object.entries(types).map(([name, type]): ColumnSchema => ({
    name,
    type,
    role: key.includes(name) ? 'key' : 'data',
  }))
  return { path: '', steps: [], name: 't', columns, rootKey: key, key }
}

function find(table: TableSchema, rows: readonly (readonly CellValue[])[]): readonly unknown[] {
  const columns = table.columns.map(({ name, type }, index) => ({
    name,
    type,
    values: rows.map((row) => row[index] ?? null),
  }))
  return findOversized(table, { path: '', rowCount: rows.length, ordinals: [...rows.keys()], columns })
}

it('finds keys that are too long together, and names the longest column', () => {
  const table = tableOf(['a', 'b', 'n'], { a: 'text', b: 'text', n: 'integer', c: 'text' })
  const rows = [
    ['a'.repeat(2500), 'b'.repeat(84), 1, 'c'.repeat(9000)],
    ['a'.repeat(2500), 'b'.repeat(85), 1, null],
    ['a', 'ü'.repeat(1300), 1, null],
  ]
  expect(find(table, rows)).toStrictEqual([
    { row: 1, column: 'a', code: 'key_too_long' },
    { row: 2, column: 'b', code: 'key_too_long' },
  ])
})

it('keys that pass have room in an index, however hard they are to compress', async () => {
  await using table = await openTable(['text'])
  await table.run(sql`create unique index on ${table.table} (c0)`)
  const text = scramble(2596)
  expect(find(tableOf(['a'], { a: 'text' }), [[text]])).toStrictEqual([])
  expect(await table.copy([[text]])).toBe(1)
})

it('rows that pass have room in a page, beside what the destination adds', { timeout: 60_000 }, async () => {
  const types = Array.from({ length: 480 }, (): ColumnType => 'text')
  await using table = await openTable(types)
  for (let column = 0; column < 10; column += 1) {
    await table.run(sql`alter table ${table.table} add column ${sql.id(`added${column}`)} bigint not null default 0`)
  }
  const schema = tableOf([], Object.fromEntries(types.map((_, index) => [`c${index}`, 'text'])))
  const arbitraryRow = fc
    .tuple(fc.nat(480), fc.nat(70), fc.nat(70), fc.boolean())
    .map(([filled, most, step, isPlain]) =>
      types.map((_, index) => {
        const length = (index * step) % (most + 1)
        return index < filled ? (isPlain ? 'x'.repeat(length) : scramble(length)) : null
      }),
    )
  await fc.assert(
    fc.asyncProperty(arbitraryRow, async (row) => {
      fc.pre(find(schema, [row]).length === 0)
      expect(await table.copy(row.map((cell) => [cell]))).toBe(1)
    }),
    { numRuns: 150 },
  )
  const largest = types.map((_, index) => (index < 329 ? 'long '.repeat(10) + index : null))
  expect(find(schema, [largest, types.map(() => 'x')])).toStrictEqual([])
})

it('finds rows that have no room in a page', async () => {
  const types = Array.from({ length: 480 }, (): ColumnType => 'text')
  await using table = await openTable(types)
  const row = types.map((_, index) => 'long '.repeat(10) + index)
  const schema = tableOf([], Object.fromEntries(types.map((_, index) => [`c${index}`, 'text'])))
  expect(find(schema, [row, row.map(() => 'short')])).toStrictEqual([
    { row: 0, column: undefined, code: 'row_too_large' },
  ])
  await expect(table.copy(row.map((cell) => [cell]))).rejects.toMatchObject({ code: '54000' })
})

/** A text that does not get shorter by compression. */
function scramble(length: number): string {
  return Array.from({ length }, (_, index) => String.fromCharCode(33 + ((index * 7919 * (index + 1)) % 90))).join('')
}
