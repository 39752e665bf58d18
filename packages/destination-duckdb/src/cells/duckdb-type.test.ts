import { columnTypes } from '@millrace/core/plugin'
import { expect, it } from 'vitest'
import { duckdbType } from './duckdb-type.ts'
import { openTable } from './testing/open-table.ts'

it('names the types as the catalog of DuckDB does', async () => {
  using table = await openTable()
  const rows = await table.read(`SELECT data_type FROM duckdb_columns() WHERE table_name = 't' ORDER BY column_index`)
  expect(rows.flat()).toStrictEqual(columnTypes.map((type) => duckdbType[type]))
})
