import type { ColumnSchema, TableSchema } from '@millrace/core'
import type { DuckDBDestination } from '@millrace/destination-duckdb'
import { DemoError } from '../demo-error.ts'
import { formatNumber } from './format-table.ts'
import { wrap } from './wrap.ts'

/** Each table with its rows, columns and types. */
export async function printTables(destination: DuckDBDestination): Promise<void> {
  const streams = await destination.describe()
  if (streams.length === 0) throw new DemoError('there are no tables yet: call the demo without flags first')
  console.log('\nThe tables (* columns that name a row)')
  for (const { schema, rowCounts } of streams) {
    for (const table of schema.tables) {
      const rows = rowCounts?.[table.path]
      console.log(`\n  ${table.name}${rows === undefined ? '' : `, ${formatNumber(rows)} rows`}`)
      const columns = table.columns.filter(isShown).map((column) => format(column, table))
      for (const line of wrap(columns, { separator: ', ' })) {
        console.log(`    ${line}`)
      }
      if (table.delta !== undefined) console.log(`    history of its rows: ${table.delta}`)
    }
  }
  console.log('\n  Every table also has _mr_run and _mr_synced_at: which run wrote the row, and when.')
}

function isShown({ role }: ColumnSchema): boolean {
  return role !== 'system' && role !== 'partition'
}

function format({ name, type }: ColumnSchema, table: TableSchema): string {
  return `${name}${table.key.includes(name) ? '*' : ''} ${type}`
}
