import type { Statement } from './statement.ts'

/** Carries out statements in one transaction. Cells come as text or null: statements cast them. */
export interface Session {
  run<Row>(statement: Statement<Row>): Promise<readonly Row[]>
}

/** A Postgres server, or PGlite. What it throws is a `StoreError`. */
export interface Database {
  /** How messages call it: `store in schema millrace_manager`. */
  readonly title: string
  /** One statement by itself, that may as well be carried out twice. */
  run<Row>(statement: Statement<Row>): Promise<readonly Row[]>
  /**
   * Does work in one transaction under READ COMMITTED; what it throws takes everything back. The work is done again where others
   * got in its way.
   */
  transact<Result>(work: (session: Session) => Promise<Result>): Promise<Result>
  close(): Promise<void>
}
