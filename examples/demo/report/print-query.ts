import type { DuckDBDestination } from '@millrace/destination-duckdb'
import { formatNumber, formatTable } from './format-table.ts'

const maxRows = 20

/** Runs SQL of the caller, and shows the first rows of the answer. */
export async function printQuery(destination: DuckDBDestination, sql: string): Promise<void> {
  const rows = await destination.query(sql)
  const [first] = rows
  if (first === undefined) {
    console.log('No rows.')
    return
  }
  console.log(formatTable(rows.slice(0, maxRows), Object.keys(first)))
  if (rows.length > maxRows) console.log(`  … and ${formatNumber(rows.length - maxRows)} more rows`)
}
