import { columnTypes } from '@millrace/core/plugin'
import type { CellValue, ColumnType } from '@millrace/core/plugin'
import { DuckDBInstance } from '@duckdb/node-api'
import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api'
import { clientType, duckdbType } from '../duckdb-type.ts'
import { readableSql, readCell } from '../read-cell.ts'

/** A connection to a database of its own, in which table `t` has a column `c0`, `c1`, ... of each of the types. */
export async function openTable(types: readonly ColumnType[] = columnTypes, path = ':memory:'): Promise<TestTable> {
  const instance = await DuckDBInstance.create(path)
  const connection = await instance.connect()
  await connection.run(`SET TimeZone = 'Asia/Kathmandu'`)
  await connection.run(`CREATE TABLE t (${types.map((type, index) => `c${index} ${duckdbType[type]}`).join(', ')})`)
  return new TestTable(instance, connection, types)
}

export class TestTable implements Disposable {
  readonly connection: DuckDBConnection
  readonly name = { catalog: null, schema: null, table: 't' }
  readonly #instance: DuckDBInstance
  readonly #types: readonly ColumnType[]

  constructor(instance: DuckDBInstance, connection: DuckDBConnection, types: readonly ColumnType[]) {
    this.connection = connection
    this.#instance = instance
    this.#types = types
  }

  /** The table's cells by column, in the order in which they were appended. */
  async readColumns(): Promise<readonly (readonly CellValue[])[]> {
    const columns = this.#types.map((type, index) => readableSql(`c${index}`, type))
    const reader = await this.connection.runAndReadAll(`SELECT ${columns.join(', ')} FROM t ORDER BY rowid`)
    const rows = reader.getRows()
    return this.#types.map((type, index) => rows.map((row) => readCell(row[index] ?? null, type)))
  }

  async insert(values: readonly DuckDBValue[]): Promise<void> {
    const statement = await this.connection.prepare(`INSERT INTO t VALUES (${values.map(() => '?').join(', ')})`)
    statement.bind(
      [...values],
      this.#types.map((type) => clientType[type]),
    )
    await statement.run()
  }

  async read(sql: string): Promise<readonly (readonly DuckDBValue[])[]> {
    const reader = await this.connection.runAndReadAll(sql)
    return reader.getRows()
  }

  [Symbol.dispose](): void {
    this.connection.closeSync()
    this.#instance.closeSync()
  }
}
