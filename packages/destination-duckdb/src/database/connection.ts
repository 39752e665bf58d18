import { DestinationError } from '@millrace/core/plugin'
import { BIGINT, BOOLEAN, DOUBLE, HUGEINT, StatementType, VARCHAR } from '@duckdb/node-api'
import type { DuckDBConnection, DuckDBType, DuckDBValue } from '@duckdb/node-api'

/** What a statement may be given for `$1`, `$2`, …; a whole number is an integer. */
export type Parameter = string | number | bigint | boolean | null | TypedParameter

/** A value together with the type it is to be read as. */
export interface TypedParameter {
  readonly value: DuckDBValue
  readonly type: DuckDBType
}

export type ResultRow = readonly DuckDBValue[]

/** Carries out statements, one at a time, until its signal is aborted. */
export class Connection {
  readonly duckdb: DuckDBConnection
  #signal: AbortSignal | undefined

  constructor(duckdb: DuckDBConnection) {
    this.duckdb = duckdb
  }

  /** Rows that a statement answers. */
  async rows(statement: string, parameters: readonly Parameter[] = []): Promise<readonly ResultRow[]> {
    this.#signal?.throwIfAborted()
    const reader = await this.duckdb.runAndReadAll(statement, ...bind(parameters))
    return reader.getRows()
  }

  /**
   * Rows of a query that somebody else wrote, with the names of their columns, all different. Where the text is not one
   * query, nothing of it is carried out: it could end the transaction.
   */
  async query(
    text: string,
    parameters: readonly Parameter[] = [],
  ): Promise<{ readonly names: readonly string[]; readonly rows: readonly ResultRow[] }> {
    this.#signal?.throwIfAborted()
    if (text.trim() === '') throw refuseStatements()
    const statements = await this.duckdb.extractStatements(text)
    const last = statements.count - 1
    for (let index = 0; index < last; index += 1) {
      const before = await statements.prepare(index)
      if (before.statementType !== preparing) throw refuseStatements()
      await before.run()
    }
    const prepared = await statements.prepare(last)
    if (!reading.includes(prepared.statementType)) throw refuseStatements()
    const [values, types] = bind(parameters)
    if (values !== undefined) prepared.bind(values, types)
    const reader = await prepared.runAndReadAll()
    return { names: reader.deduplicatedColumnNames(), rows: reader.getRows() }
  }

  /** The first row, where there is one. */
  async row(statement: string, parameters: readonly Parameter[] = []): Promise<ResultRow | undefined> {
    const [first] = await this.rows(statement, parameters)
    return first
  }

  /** The only cell of the only row, a number. */
  async count(statement: string, parameters: readonly Parameter[] = []): Promise<number> {
    const row = await this.row(statement, parameters)
    return Number(row?.[0] ?? 0)
  }

  /** Answers how many rows were changed. */
  async run(statement: string, parameters: readonly Parameter[] = []): Promise<number> {
    this.#signal?.throwIfAborted()
    const result = await this.duckdb.run(statement, ...bind(parameters))
    return result.rowsChanged
  }

  /** What runs while the signal is aborted is interrupted, and throws; so does all that comes after it. */
  async under<Result>(signal: AbortSignal, work: () => Promise<Result>): Promise<Result> {
    const interrupt = (): void => this.duckdb.interrupt()
    this.#signal = signal
    signal.addEventListener('abort', interrupt)
    try {
      return await work()
    } finally {
      signal.removeEventListener('abort', interrupt)
      this.#signal = undefined
    }
  }

  close(): void {
    this.duckdb.closeSync()
  }
}

const reading: readonly StatementType[] = [StatementType.SELECT, StatementType.EXPLAIN]

/** DuckDB makes two statements of a PIVOT: the first one creates a temporary type. */
const preparing: StatementType = StatementType.CREATE

function refuseStatements(): DestinationError {
  return new DestinationError({
    code: 'duckdb_read_only',
    message:
      'a query is one statement that reads, such as SELECT: for all others open the database with @duckdb/node-api',
  })
}

function bind(parameters: readonly Parameter[]): [values?: DuckDBValue[], types?: DuckDBType[]] {
  if (parameters.length === 0) return []
  const typed = parameters.map(toTyped)
  return [typed.map(({ value }) => value), typed.map(({ type }) => type)]
}

function toTyped(parameter: Parameter): TypedParameter {
  switch (typeof parameter) {
    case 'bigint':
      return { value: parameter, type: BigInt.asIntN(64, parameter) === parameter ? BIGINT : HUGEINT }
    case 'number':
      return Number.isSafeInteger(parameter)
        ? { value: BigInt(parameter), type: BIGINT }
        : { value: parameter, type: DOUBLE }
    case 'boolean':
      return { value: parameter, type: BOOLEAN }
    case 'string':
      return { value: parameter, type: VARCHAR }
    case 'object':
      return parameter ?? { value: null, type: VARCHAR }
    default:
      return parameter satisfies never
  }
}
