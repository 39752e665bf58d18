import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { duckdbType } from '../src/cells/duckdb-type.ts'
import { load } from './support/load.ts'
import { openDatabase } from './support/open-database.ts'

const guide = readFileSync(new URL('../../../docs/guides/duckdb.md', import.meta.url), 'utf8')
const statements = [...guide.matchAll(/```sql\n([^`]+)```/g)].map(([, statement = '']) => statement)

test('every SQL statement of the guide can be carried out', async () => {
  const { destination, sql } = await openDatabase()
  const users = { columns: { amount: 'decimal' } } as const
  await load(destination, [{ id: 1 }, { id: 2, amount: '1' }, { id: 3, amount: '1'.repeat(30) }], { users })
  expect(statements).toHaveLength(3)
  for (const statement of statements) await sql(statement)
  const [runs, rejects] = statements
  expect(await sql(`SELECT inserted::VARCHAR FROM (${runs})`)).toEqual([['[2]']])
  expect(await sql(`SELECT code, records::INT FROM (${rejects})`)).toEqual([['out_of_range', 1]])
})

test('the guide names the columns that the system tables have', async () => {
  const { destination, sql } = await openDatabase()
  await load(destination, [{ id: 1 }])
  const rows = [...guide.matchAll(/^\| `(\w+)` \| (`.*`.*) \|$/gm)].filter(([, , columns = '']) =>
    columns.includes('pipeline'),
  )
  expect(rows).toHaveLength(5)
  for (const [, table = '', columns = ''] of rows) {
    const named = [...columns.replaceAll(/\([^)]*\)/g, '').matchAll(/`(\w+)`/g)].map(([, column]) => column)
    const standing = await sql(
      `SELECT column_name FROM duckdb_columns() WHERE schema_name = '_millrace' AND table_name = '${table}'`,
    )
    expect(standing.flat()).toEqual(expect.arrayContaining(named))
  }
})

test('the guide names the SQL type of each type', () => {
  for (const [type, sql] of Object.entries(duckdbType)) {
    const row = guide.split('\n').find((line) => line.startsWith('| `') && line.split('|')[1]?.includes(`\`${type}\``))
    expect(row).toContain(`\`${sql}\``)
  }
})
