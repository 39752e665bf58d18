import { rmSync } from 'node:fs'
import { DuckDBInstance } from '@duckdb/node-api'

/** The same file into the same three tables by DuckDB alone: its own JSON reader, and `unnest` for the arrays. */
const [file = '', database = ''] = process.argv.slice(2)
rmSync(database, { force: true })
const startedAt = performance.now()
const instance = await DuckDBInstance.create(database)
const connection = await instance.connect()
await connection.run(`CREATE TEMP TABLE raw AS FROM read_json('${file}', format = 'newline_delimited')`)
await connection.run(`CREATE TABLE time_entries AS
  SELECT id, description, userId, workspaceId, projectId, taskId, billable, isLocked, type, kioskId, approvalStatus,
    timeInterval.start AS timeinterval__start, timeInterval."end" AS timeinterval__end,
    timeInterval.duration AS timeinterval__duration, hourlyRate.amount AS hourlyrate__amount,
    hourlyRate.currency AS hourlyrate__currency, costRate.amount AS costrate__amount,
    costRate.currency AS costrate__currency, project.name AS project__name, project.color AS project__color,
    project.archived AS project__archived, createdAt, updatedAt FROM raw`)
await connection.run(`CREATE TABLE time_entries__tags AS
  SELECT id AS time_entry_id, unnest(generate_series(0, len(tags) - 1)) AS _index, unnest(tags, recursive := true) FROM raw`)
await connection.run(`CREATE TABLE time_entries__customfieldvalues AS
  SELECT id AS time_entry_id, unnest(generate_series(0, len(customFieldValues) - 1)) AS _index,
    unnest(customFieldValues, recursive := true) FROM raw`)
await connection.run('DROP TABLE raw')
const counts = await connection.runAndReadAll(
  `SELECT (SELECT count(*) FROM time_entries), (SELECT count(*) FROM time_entries__tags),
    (SELECT count(*) FROM time_entries__customfieldvalues)`,
)
connection.closeSync()
instance.closeSync()
console.log(
  JSON.stringify({
    tookInMs: performance.now() - startedAt,
    peakInMb: process.resourceUsage().maxRSS / 1000,
    rows: counts.getRows()[0]?.map(Number),
  }),
)
