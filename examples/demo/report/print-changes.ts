import type { RunResult } from '@millrace/core'
import type { DuckDBDestination } from '@millrace/destination-duckdb'
import { formatTable } from './format-table.ts'

const columns = ['_mr_seq', '_mr_op', 'id', 'description', 'is_billable', 'updated_at']

const changes = `select ${columns.join(', ')}
from time_entries_history
where id in (select id from time_entries_history where _mr_run = $1)
order by id, _mr_seq`

/** What the run changed, from the delta table, with what the same records were before. */
export async function printChanges(destination: DuckDBDestination, { id, streams }: RunResult): Promise<void> {
  const rows = await destination.query(changes, [id])
  console.log('\nThe time entries that changed, with their past, from the delta table time_entries_history')
  console.log(formatTable(rows, columns))
  if (streams['time_entries']?.unchanged !== 1) return
  console.log(
    '  The unchanged entry is the last of the call before: reading begins again at its time,\n  since others may have the same time.',
  )
}
