/**
 * What the destination keeps for itself, in a schema of its own; made by the steps in `migrations/`.
 *
 * Two sequences stand beside the tables: `commit_sequence` numbers commits, `staging_sequence` the tables of attempts.
 * Texts are compared by their bytes, whatever the database's order is.
 */

import type { Generated } from 'kysely'

/** Text as JSON: `toJsonText` writes it, `fromJsonText` reads it. */
type Json = string

/** The tables by name. */
export interface SystemTables {
  /** The steps that were carried out. */
  readonly migrations: { number: number; name: string; at: Generated<string> }
  /** Numbers given so far, where no number may be left out. */
  readonly counters: { name: 'run'; value: number }
  /** Who holds a pipeline: the fence. A commit reads it with a lock, a takeover changes it. */
  readonly leases: { pipeline: string; epoch: number; run: string; run_number: number; is_released: boolean }
  /** Until when a holder is believed to be alive. */
  readonly heartbeats: { pipeline: string; epoch: number; ends_at: string }
  /** The records of runs. */
  readonly runs: {
    number: number
    pipeline: string
    id: string
    status: string
    started_at: string
    ended_at: string | null
    error: string | null
    record: Json
  }
  /** Schema and definition of each stream. Whoever changes anything of a stream locks its row. */
  readonly streams: {
    id: Generated<number>
    pipeline: string
    stream: string
    schema: Json
    definition: Json | null
  }
  /** Whose each table and delta table is, and how many rows were loaded into it. */
  readonly tables: {
    name: string
    kind: 'table' | 'delta'
    pipeline: string
    stream: string
    path: string
    is_seeded: boolean
    row_count: Generated<number>
  }
  readonly savepoints: {
    pipeline: string
    stream: string
    partition: string
    connector: string
    version: number
    sequence: number
    value: Json
  }
  readonly rejects: {
    pipeline: string
    stream: string
    /** Of the id: an id may be longer than an index entry, and may hold what a text cannot. */
    id_hash: string
    id: string
    partition: string
    step: string
    code: string
    path: string
    message: string
    run: string
    rejected_at: string
    retries: number
    reject: Json
  }
  /** Attempts at each partition, and what its read claims so far; the keys it brought stand in `seen_<stream>`. */
  readonly partitions: {
    pipeline: string
    stream: string
    partition: string
    attempt: number
    next_ordinal: number
    scopes: Json
    has_seen: boolean
    has_ended: boolean
  }
  /** Full refreshes under way; their rows stand in `generation_<id>_<table>`. */
  readonly generations: {
    id: Generated<number>
    pipeline: string
    stream: string
    started_at: string
    start_bound: string
    definition: Json
    rebuild: Json | null
  }
  readonly generation_partitions: {
    generation: number
    position: number
    partition: string
    sequence: number
    savepoint: Json | null
    is_done: boolean
    records: number
    suspends_deletions: boolean
    scopes: Json
  }
  readonly generation_rejects: {
    generation: number
    position: number
    sequence: number
    added: Json
    removed: Json
  }
  /** Unlogged: after a crash of the server it is empty, as are the tables of attempts. */
  readonly server_life: { id: Generated<string>; is_only: Generated<boolean> }
  /** Tables of attempts outside of generations, by name, with the session that made them. */
  readonly staging: { name: string; pipeline: string; epoch: number }
}
