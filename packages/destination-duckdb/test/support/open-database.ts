import { DuckDBInstance } from '@duckdb/node-api'
import type { DuckDBConnection, Json } from '@duckdb/node-api'
import { onTestFinished } from 'vitest'
import { duckdb } from '../../src/index.ts'
import type { DuckDBDestination, DuckDBOptions } from '../../src/index.ts'

/** A database in memory with a destination in it, and a way past it, as a user has one. */
export interface TestDatabase {
  readonly destination: DuckDBDestination
  readonly instance: DuckDBInstance
  /** Rows as lists of JSON values. */
  sql(this: void, statement: string): Promise<readonly (readonly Json[])[]>
}

export async function openDatabase(options: Omit<DuckDBOptions, 'instance'> = {}): Promise<TestDatabase> {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  onTestFinished(() => instance.closeSync())
  return {
    destination: duckdb({ instance, ...options }),
    instance,
    sql: (statement) => rowsOf(connection, statement),
  }
}

/** What stands in a file, or what a statement does there. */
export async function sqlInFile(path: string, statement: string): Promise<readonly (readonly Json[])[]> {
  const instance = await DuckDBInstance.create(path)
  try {
    return await rowsOf(await instance.connect(), statement)
  } finally {
    instance.closeSync()
  }
}

async function rowsOf(connection: DuckDBConnection, statement: string): Promise<readonly (readonly Json[])[]> {
  const reader = await connection.runAndReadAll(statement)
  return reader.getRowsJson()
}
