import type { QueryArrayConfig, QueryArrayResult, Submittable } from 'pg'

/** A pool of connections: what this package needs of a `pg` pool, so that an app can hand in its own. */
export interface PostgresPool {
  connect(): Promise<PostgresClient>
}

/** A connection taken from a pool. */
export interface PostgresClient {
  /** One statement with parameters, or several without. */
  query(config: QueryArrayConfig): Promise<QueryArrayResult | readonly QueryArrayResult[]>
  query<Task extends Submittable>(task: Task): Task
  /** Gives it back; with `true` it is closed instead. */
  release(closes?: boolean): void
  on(event: 'error', listener: (error: Error) => void): unknown
  off(event: 'error', listener: (error: Error) => void): unknown
}

/** Where connections come from. Whoever has one never waits for another of the same kind. */
export interface PostgresPools {
  /** For work, which may take long. */
  readonly work: PostgresPool
  /** For what must not wait behind work: signs of life, cancelling, asking what became of a commit. */
  readonly urgent: PostgresPool
}
