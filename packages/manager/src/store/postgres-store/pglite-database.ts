import type { PGlite, Transaction } from '@electric-sql/pglite'
import { classifyError } from './classify-error.ts'
import type { Database, Session } from './database.ts'
import { compile } from './statement.ts'
import type { Statement } from './statement.ts'

/** A Postgres in this process. It has one connection, on which transactions wait for each other. */
export class PgliteDatabase implements Database {
  readonly title: string
  readonly #pglite: PGlite
  readonly #close: () => Promise<void>

  constructor(options: { readonly title: string; readonly pglite: PGlite; readonly close: () => Promise<void> }) {
    this.title = options.title
    this.#pglite = options.pglite
    this.#close = options.close
  }

  async run<Row>(statement: Statement<Row>): Promise<readonly Row[]> {
    try {
      return await rowsOf<Row>(this.#pglite, statement)
    } catch (error) {
      throw classifyError(error, this.title)
    }
  }

  async transact<Result>(work: (session: Session) => Promise<Result>): Promise<Result> {
    try {
      return await this.#pglite.transaction((transaction) =>
        work({ run: (statement) => rowsOf(transaction, statement) }),
      )
    } catch (error) {
      throw classifyError(error, this.title)
    }
  }

  async close(): Promise<void> {
    await this.#close()
  }
}

async function rowsOf<Row>(
  asked: Pick<PGlite | Transaction, 'query'>,
  statement: Statement<Row>,
): Promise<readonly Row[]> {
  const { sql, parameters } = compile(statement)
  const { rows } = await asked.query<Row>(sql, [...parameters])
  return rows
}
