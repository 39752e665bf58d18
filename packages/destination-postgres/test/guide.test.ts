import { globSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { postgresType } from '../src/cells/postgres-type.ts'
import { load } from './support/load.ts'
import { openDatabase } from './support/open-database.ts'

const guide = readFileSync(new URL('../../../docs/guides/postgres.md', import.meta.url), 'utf8')
const statements = [...guide.matchAll(/```sql\n([^`]+)```/g)].map(([, statement = '']) => statement)

test('every query of the guide can be carried out', async () => {
  const { destination, sql } = await openDatabase()
  const users = { columns: { name: 'text' } } as const
  await load(destination, [{ id: 1 }, { id: 2, name: 'x' }, { id: 3, name: 'nul \0' }], { users })
  const queries = statements.filter((statement) => statement.startsWith('SELECT'))
  expect(queries).toHaveLength(3)
  for (const query of queries) await sql(query)
  const [runs, rejects] = queries
  expect(await sql(`select inserted from (${runs}) as runs`)).toEqual([[[2]]])
  expect(await sql(`select code, records from (${rejects}) as rejects`)).toEqual([['text_has_nul', 1]])
})

test('the guide names the columns that the system tables have', async () => {
  const { destination, sql } = await openDatabase()
  await load(destination, [{ id: 1 }])
  const rows = [...guide.matchAll(/^\| `(\w+)` \| (`.*`.*) \|$/gm)].filter(([, , columns = '']) =>
    columns.includes('pipeline'),
  )
  expect(rows).toHaveLength(6)
  for (const [, table = '', columns = ''] of rows) {
    const named = [...columns.replaceAll(/\([^)]*\)/g, '').matchAll(/`(\w+)`/g)].map(([, column]) => column)
    const standing = await sql(
      `select column_name::text from information_schema.columns where table_schema = '_millrace' and table_name = $1`,
      [table],
    )
    expect(standing.flat()).toEqual(expect.arrayContaining(named))
  }
})

test('the guide names the SQL type of each type', () => {
  for (const [type, sql] of Object.entries(postgresType)) {
    const row = guide.split('\n').find((line) => line.startsWith('| `') && line.split('|')[1]?.includes(`\`${type}\``))
    expect(row).toContain(`\`${sql}\``)
  }
})

test('the guide names all codes of errors that there are, and no others', () => {
  const sources = globSync('../src/**/*.ts', { cwd: import.meta.dirname })
    .filter((file) => !file.endsWith('.test.ts'))
    .map((file) => readFileSync(new URL(file, import.meta.url), 'utf8'))
  const thrown = new Set(sources.flatMap((source) => [...source.matchAll(/'(postgres_\w+)'/g)].map(([, code]) => code)))
  const named = new Set([...guide.matchAll(/`(postgres_\w+)`/g)].map(([, code]) => code))
  expect(named).toEqual(thrown)
})
