/**
 * What the destination keeps for itself, in a schema of its own.
 *
 * - `meta`: the format of these tables
 * - `counters`: numbers given so far
 * - `leases`: who holds a pipeline
 * - `runs`: the records of runs
 * - `streams`: schema and definition of each stream
 * - `tables`: whose each table and delta table is
 * - `savepoints`, `rejects`
 * - `partitions`: attempts at each partition, and what its read claims so far; the keys it brought stand in `seen_<stream>`
 * - `generations`, `generation_partitions`, `generation_rejects`: full refreshes under way; their rows stand in
 *   `generation_<id>_<table>`
 */

import { DestinationError } from '@millrace/core/plugin'
import { literal, quote } from '../database/names.ts'
import type { Transaction } from '../database/transaction.ts'

/** The format that this version writes; older ones are brought up to it, newer ones refused. */
const format = 1

const systemTables: Readonly<Record<string, string>> = {
  meta: 'format INTEGER',
  counters: 'name VARCHAR, value BIGINT',
  leases: `pipeline VARCHAR, epoch BIGINT, run VARCHAR, run_number BIGINT, ends_at TIMESTAMPTZ, is_released BOOLEAN,
    holder VARCHAR`,
  runs: `number BIGINT, pipeline VARCHAR, id VARCHAR, status VARCHAR, started_at VARCHAR, ended_at VARCHAR,
    error VARCHAR, record VARCHAR`,
  streams: 'id BIGINT, pipeline VARCHAR, stream VARCHAR, schema VARCHAR, definition VARCHAR',
  tables: 'name VARCHAR, kind VARCHAR, pipeline VARCHAR, stream VARCHAR, path VARCHAR, is_seeded BOOLEAN',
  savepoints: `pipeline VARCHAR, stream VARCHAR, partition VARCHAR, connector VARCHAR, version BIGINT, sequence BIGINT,
    value VARCHAR`,
  rejects: `pipeline VARCHAR, stream VARCHAR, id VARCHAR, partition VARCHAR, step VARCHAR, code VARCHAR, path VARCHAR,
    message VARCHAR, run VARCHAR, rejected_at VARCHAR, retries BIGINT, reject VARCHAR`,
  partitions: `pipeline VARCHAR, stream VARCHAR, partition VARCHAR, attempt BIGINT, next_ordinal BIGINT,
    scopes VARCHAR, has_seen BOOLEAN, has_ended BOOLEAN`,
  generations: `id BIGINT, pipeline VARCHAR, stream VARCHAR, started_at VARCHAR, start_bound VARCHAR,
    definition VARCHAR, rebuild VARCHAR`,
  generation_partitions: `generation BIGINT, position BIGINT, partition VARCHAR, sequence BIGINT, savepoint VARCHAR,
    is_done BOOLEAN, records BIGINT, suspends_deletions BOOLEAN, scopes VARCHAR`,
  generation_rejects: 'generation BIGINT, position BIGINT, sequence BIGINT, added VARCHAR, removed VARCHAR',
}

const counters = ['sequence', 'session', 'generation', 'stream'] as const

/** Whether anything was ever kept here. Throws where a newer version did. */
export async function hasSystemTables({ connection, places }: Transaction): Promise<boolean> {
  const isThere = await connection.count(
    'SELECT count(*) FROM duckdb_tables() WHERE database_name = current_database() AND schema_name = $1 AND table_name = $2',
    [places.systemSchema, 'meta'],
  )
  if (isThere === 0) return false
  const found = await connection.count(`SELECT max(format) FROM ${quote(places.systemSchema)}.meta`)
  if (found <= format) return true
  throw new DestinationError({
    code: 'duckdb_newer_format',
    message: `schema ${places.systemSchema} was written by a newer version of @millrace/destination-duckdb (format ${found}, this one knows ${format}): update the package`,
  })
}

/** Makes the tables unless they are there. */
export async function createSystemTables(transaction: Transaction): Promise<void> {
  const { connection, places } = transaction
  await connection.run(`CREATE SCHEMA IF NOT EXISTS ${quote(places.schema)}`)
  if (await hasSystemTables(transaction)) return
  const statements = [
    `CREATE SCHEMA IF NOT EXISTS ${quote(places.systemSchema)}`,
    ...Object.entries(systemTables).map(([name, columns]) => `CREATE TABLE ${transaction.system(name)} (${columns})`),
    `INSERT INTO ${transaction.system('meta')} VALUES (${format})`,
    ...counters.map((name) => `INSERT INTO ${transaction.system('counters')} VALUES (${literal(name)}, 0)`),
  ]
  await connection.run(statements.join(';\n'))
}
