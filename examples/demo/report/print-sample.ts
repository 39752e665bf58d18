import type { DuckDBDestination } from '@millrace/destination-duckdb'
import { formatTable } from './format-table.ts'

const newest = 'from time_entries order by timeinterval_start desc, id limit 3'

const entries = `select id, description, timeinterval__duration, timeinterval_start, billable ${newest}`

const tags = `select timeentry_id, tag_id, name
from time_entries__tags left join tags on tags.id = tag_id
where timeentry_id in (select id ${newest}) order by all`

/** A few rows of one table, and those of one of its arrays. */
export async function printSample(destination: DuckDBDestination): Promise<void> {
  console.log('\nThe newest rows of time_entries')
  print(await destination.query(entries), [
    'id',
    'description',
    'timeinterval__duration',
    'timeinterval_start',
    'billable',
  ])
  console.log('\nTheir rows in time_entries__tags, with the names from tags')
  print(await destination.query(tags), ['timeentry_id', 'tag_id', 'name'])
}

function print(rows: Awaited<ReturnType<DuckDBDestination['query']>>, columns: readonly string[]): void {
  console.log(formatTable(rows, columns))
}
