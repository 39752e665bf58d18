import { InvalidOptionsError } from '@millrace/core'
import type { OptionProblem } from '@millrace/core'
import { createPool } from './create-pool.ts'
import { findSchemaProblems } from './find-schema-problems.ts'
import { PoolDatabase } from './pool-database.ts'
import type { PostgresPool } from './postgres-pool.ts'
import { SqlStore } from './sql-store.ts'
import type { Store } from '../store.ts'

export interface PostgresStoreOptions {
  /** A pool of `pg` that the app has made, and ends. Either this or `connectionString`. */
  readonly pool?: PostgresPool
  /** Where the database is: `postgres://user:password@host:5432/database`. Needs the package `pg`. */
  readonly connectionString?: string
  /** The schema of the store's tables; it is made if it is not there. Default `millrace_manager`. */
  readonly schema?: string
  /** How many connections it opens at most; only with `connectionString`. Default 5. */
  readonly maxConnections?: number
}

export const defaultSchema = 'millrace_manager'

/** Keeps everything in a Postgres database (13 or newer), for any number of processes. */
export function postgresStore(options: PostgresStoreOptions): Store {
  const problems = findProblems(options)
  if (problems.length > 0) throw new InvalidOptionsError(problems)
  const { pool, connectionString = '', schema = defaultSchema, maxConnections = 5 } = options
  const title = `store in schema ${schema}`
  return new SqlStore({
    title,
    schema,
    async connect() {
      if (pool !== undefined) return new PoolDatabase({ title, pool, close: async () => undefined })
      return new PoolDatabase({ title, ...(await createPool({ connectionString, maxConnections })) })
    },
  })
}

/** Never repeats what was given: there may be a password in it. */
function findProblems(options: PostgresStoreOptions): readonly OptionProblem[] {
  const { pool, connectionString, schema, maxConnections } = options
  const problems: OptionProblem[] = []
  if ((pool === undefined) === (connectionString === undefined)) {
    problems.push({ path: 'connectionString', message: 'give either it or a `pool`' })
  }
  if (connectionString !== undefined && !/^postgres(ql)?:\/\//.test(connectionString)) {
    problems.push({
      path: 'connectionString',
      message: 'must be an address such as postgres://user:password@host:5432/database',
    })
  }
  if (pool !== undefined && typeof pool.connect !== 'function') {
    problems.push({ path: 'pool', message: 'must be a Pool of pg' })
  }
  if (
    maxConnections !== undefined &&
    (pool !== undefined || !(Number.isInteger(maxConnections) && maxConnections > 0))
  ) {
    problems.push({ path: 'maxConnections', message: 'must be a whole number from 1, and only with connectionString' })
  }
  return [...problems, ...findSchemaProblems(schema)]
}
