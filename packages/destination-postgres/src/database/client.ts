/** A pool of connections: what this package needs of a `pg` pool, so that an app can hand in its own. */
export interface PostgresPool {
  connect(): Promise<PostgresClient>
}

/** A connection taken from a pool. */
export interface PostgresClient {
  /** One statement with parameters, or several without. */
  query(query: PostgresQuery): Promise<PostgresResult | readonly PostgresResult[]>
  query<Task extends PostgresTask>(task: Task): Task
  /** Gives it back; with `true` it is closed instead. */
  release(closes?: boolean): void
  on(event: 'error', listener: (error: Error) => void): unknown
  off(event: 'error', listener: (error: Error) => void): unknown
}

/** What is asked, and how cells are read. */
export interface PostgresQuery {
  readonly text: string
  readonly values?: unknown[]
  readonly rowMode: 'array'
  readonly types?: PostgresTypes
}

/** How cells are read, by the number that Postgres gives their type. */
export interface PostgresTypes {
  getTypeParser(type: number): (text: string) => unknown
}

/** What a statement answers. */
export interface PostgresResult {
  readonly command: string
  readonly rowCount: number | null
  readonly rows: unknown[][]
  readonly fields: readonly { readonly name: string; readonly dataTypeID: number }[]
}

/** Speaks with the server by itself, through the connection of `pg` that it is given. */
export interface PostgresTask {
  submit(connection: unknown): void
}

/** Where connections come from. Whoever has one never waits for another of the same kind. */
export interface PostgresPools {
  /** For work, which may take long. */
  readonly work: PostgresPool
  /** For what must not wait behind work: signs of life, cancelling, asking what became of a commit. */
  readonly urgent: PostgresPool
}
