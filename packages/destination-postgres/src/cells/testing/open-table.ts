import { columnTypes, defaultCapabilities } from '@millrace/core/plugin'
import type { CellValue, ColumnType } from '@millrace/core/plugin'
import { sql } from 'kysely'
import pg from 'pg'
import { createDatabase } from '../../../test/support/test-database.ts'
import type { TestDatabase } from '../../../test/support/test-database.ts'
import { copyIn } from '../../database/copy-in.ts'
import { columns } from '../../database/names.ts'
import type { Sql } from '../../database/names.ts'
import { transact } from '../../database/transact.ts'
import type { Transaction } from '../../database/transaction.ts'
import { ChunkPool } from '../chunk-pool.ts'
import { copyFormat, encodeRows } from '../copy-encoder.ts'
import { postgresType } from '../postgres-type.ts'
import { readCell } from '../read-cell.ts'

/** A database of its own, in which table `t` has a column `c0`, `c1`, ... of each of the types. */
export async function openTable(types: readonly ColumnType[] = columnTypes): Promise<TestTable> {
  const database = await createDatabase()
  const declared = types.map((type, index) => `c${index} ${postgresType[type]}`)
  await database.sql(`create table t (row_number bigint generated always as identity, ${declared.join(', ')})`)
  return new TestTable(database, types)
}

export class TestTable implements AsyncDisposable {
  readonly table: Sql = sql.id('public', 't')
  readonly chunks: ChunkPool = new ChunkPool()
  readonly pool: pg.Pool
  readonly #database: TestDatabase
  readonly #types: readonly ColumnType[]

  constructor(database: TestDatabase, types: readonly ColumnType[]) {
    this.#database = database
    this.#types = types
    this.pool = new pg.Pool({ connectionString: database.connectionString, max: 3 })
    // The database is dropped while connections are still being closed.
    this.pool.on('error', () => {})
  }

  /** Does work in a transaction as the destination does, with errors as Postgres gives them. */
  async transact<Result>(
    work: (transaction: Transaction) => Promise<Result>,
    signal: AbortSignal = new AbortController().signal,
  ): Promise<Result> {
    return transact(
      {
        pools: { work: this.pool, urgent: this.pool },
        places: { schema: 'public', systemSchema: '_millrace', hasForeignKeys: false },
        settings: { applicationName: 'millrace-tests', statementTimeoutInMs: 0, lockTimeoutInMs: 0 },
        capabilities: defaultCapabilities,
        classify: (error) => (error instanceof Error ? error : new Error(String(error))),
        signal,
      },
      work,
    )
  }

  /** Copies cells, given by column, in a transaction of its own. */
  async copy(cells: readonly (readonly CellValue[])[]): Promise<number> {
    const given = this.#types.map((type, index) => ({ type, values: cells[index] ?? [] }))
    const encoded = encodeRows(given, cells[0]?.length ?? 0, this.chunks)
    const names = this.#types.map((_, index) => `c${index}`)
    const statement = sql`copy ${this.table} (${columns(names)}) from stdin with (${sql.raw(copyFormat)})`
    return this.transact(({ connection }) => copyIn(connection, [{ statement, messages: encoded.finish() }]))
  }

  /** The table's cells by column, in the order in which they were added. */
  async readColumns(): Promise<readonly (readonly CellValue[])[]> {
    const names = columns(this.#types.map((_, index) => `c${index}`))
    const rows = await this.transact(({ connection }) =>
      connection.rows(sql`select ${names} from ${this.table} order by row_number`),
    )
    return this.#types.map((type, index) => rows.map((row) => readCell(row[index] ?? null, type)))
  }

  async run(statement: Sql): Promise<number> {
    return this.transact(({ connection }) => connection.run(statement))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.pool.end()
    await this.#database.drop()
  }
}
