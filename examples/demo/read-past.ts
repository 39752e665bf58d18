import type { DuckDBDestination } from '@millrace/destination-duckdb'

/** What earlier calls left behind. */
export interface Past {
  readonly succeededRuns: number
  /** The newest run died, failed or was cancelled. */
  readonly isUnfinished: boolean
}

/** Reads the records of the runs, which stand in the database beside the tables. */
export async function readPast(destination: DuckDBDestination): Promise<Past> {
  const runs = await destination.runs('clockify')
  const [newest] = runs
  return {
    succeededRuns: runs.filter(({ status }) => status === 'succeeded').length,
    isUnfinished: newest !== undefined && newest.status !== 'succeeded',
  }
}
