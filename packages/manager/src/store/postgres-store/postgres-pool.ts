/** A pool of connections: what a store needs of a `pg` pool, so that an app can hand in its own. */
export interface PostgresPool {
  connect(): Promise<PostgresClient>
}

/** A connection taken from a pool. */
export interface PostgresClient {
  /** One statement with parameters, or several without. */
  query(query: PostgresQuery): Promise<PostgresResult | readonly PostgresResult[]>
  /** Gives it back; with `true` it is closed instead. */
  release(closes?: boolean): void
  on(event: 'error', listener: (error: Error) => void): unknown
  off(event: 'error', listener: (error: Error) => void): unknown
}

/** What is asked. */
export interface PostgresQuery {
  readonly text: string
  readonly values?: unknown[]
  /** How cells are read, by the number that Postgres gives their type. */
  readonly types?: { getTypeParser(type: number): (text: string) => unknown }
}

/** What a statement answers. */
export interface PostgresResult {
  readonly command: string
  readonly rows: readonly unknown[]
}
