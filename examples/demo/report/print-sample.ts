import type { DuckDBDestination } from '@millrace/destination-duckdb'
import { formatTable } from './format-table.ts'

const entries = `select id, description, time_interval__duration, project_id, updated_at
from time_entries order by updated_at desc limit 3`

const fields = `select time_entry_id, field_id, value, value__integer
from time_entries__custom_field_values
where time_entry_id in (select id from time_entries order by updated_at desc limit 3)
order by time_entry_id desc, field_id`

/** A few rows of one table, and those of one of its arrays. */
export async function printSample(destination: DuckDBDestination): Promise<void> {
  console.log('\nThe newest rows of time_entries')
  print(await destination.query(entries), ['id', 'description', 'time_interval__duration', 'project_id', 'updated_at'])
  console.log('\nTheir rows in time_entries__custom_field_values; texts and numbers have a column each')
  print(await destination.query(fields), ['time_entry_id', 'field_id', 'value', 'value__integer'])
}

function print(rows: Awaited<ReturnType<DuckDBDestination['query']>>, columns: readonly string[]): void {
  console.log(formatTable(rows, columns))
}
