import type { RunResult } from '@millrace/core'
import type { DuckDBDestination } from '@millrace/destination-duckdb'
import { formatTable } from './format-table.ts'

const columns = ['_mr_seq', '_mr_op', 'id', 'description', 'billable', 'timeinterval_start', 'timeinterval_end']

const changes = `select ${columns.join(', ')}
from time_entries_history
where id in (select id from time_entries_history where _mr_run = $1)
order by id, _mr_seq`

/** What the run changed, from the delta table, with what the same records were before. */
export async function printChanges(destination: DuckDBDestination, { id }: RunResult): Promise<void> {
  const rows = await destination.query(changes, [id])
  console.log('\nThe time entries that changed, with their past, from the delta table time_entries_history')
  console.log(formatTable(rows, columns))
}
