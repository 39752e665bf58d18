import { InvalidOptionsError } from '@millrace/core/plugin'
import type { OptionProblem } from '@millrace/core/plugin'
import type { PostgresPool } from './database/client.ts'
import { isConnectionString } from './database/read-address.ts'

export interface PostgresOptions {
  /**
   * Where the database is: `postgres://user:password@host:5432/database`. What is left out comes from the environment, as
   * for `psql`. Either this or `pool`.
   */
  readonly connectionString?: string
  /** Instead: a pool of `pg` that the app has made, and ends. At least two connections of it should be free. */
  readonly pool?: PostgresPool
  /** The schema of the tables; it is made if it is not there. Default `public`. */
  readonly schema?: string
  /** The schema of what this destination keeps for itself: savepoints, rejects, runs, staging. Default `_millrace`. */
  readonly systemSchema?: string
  /** How its connections call themselves in `pg_stat_activity`. Default `millrace`. */
  readonly applicationName?: string
  /** A statement that takes longer fails; 0 means it may take as long as it likes. Default 0. */
  readonly statementTimeoutInMs?: number
  /** Whoever waits longer for a lock of somebody else fails, and may try again; 0 means for ever. Default 60,000. */
  readonly lockTimeoutInMs?: number
  /**
   * How many connections it opens at most, at least 3; only with `connectionString`. One is kept for signs of life and for
   * cancelling, the others work side by side. Default 5.
   */
  readonly maxConnections?: number
  /** Gives child tables a foreign key to their root, checked at the end of each commit. Default false. */
  readonly foreignKeys?: boolean
}

/** Options with all defaults. */
export interface ResolvedOptions extends Required<Omit<PostgresOptions, 'connectionString' | 'pool'>> {
  readonly connectionString: string | undefined
  readonly pool: PostgresPool | undefined
}

const defaults = {
  schema: 'public',
  systemSchema: '_millrace',
  applicationName: 'millrace',
  statementTimeoutInMs: 0,
  lockTimeoutInMs: 60_000,
  maxConnections: 5,
  foreignKeys: false,
}

const names = ['connectionString', 'pool', ...Object.keys(defaults)]

/** Throws an `InvalidOptionsError` that lists everything that is wrong. */
export function resolveOptions(options: PostgresOptions): ResolvedOptions {
  const problems = findProblems(options)
  if (problems.length > 0) throw new InvalidOptionsError(problems)
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
  return { connectionString: undefined, pool: undefined, ...defaults, ...given }
}

/** Postgres keeps times in 32 bits. */
const maxTimeoutInMs = 2_147_483_647

/** Postgres cuts longer names without a word. */
const maxNameBytes = 63

function findProblems(options: PostgresOptions): readonly OptionProblem[] {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    const example = "postgres({ connectionString: 'postgres://user@host/database' })"
    return [{ path: '', message: `the options of postgres() must be an object: ${example}` }]
  }
  const unknown = Object.keys(options)
    .filter((name) => !names.includes(name))
    .map((name) => ({ path: name, message: `is no option; there are: ${names.join(', ')}` }))
  return [...unknown, ...findPlaceProblems(options), ...findNameProblems(options), ...findNumberProblems(options)]
}

/** Never repeats what was given: there may be a password in it. */
function findPlaceProblems({ connectionString, pool, maxConnections }: PostgresOptions): readonly OptionProblem[] {
  const problems: OptionProblem[] = []
  if (connectionString === undefined && pool === undefined) {
    problems.push({ path: 'connectionString', message: 'is missing: give it, or a `pool`' })
  }
  if (connectionString !== undefined && !isConnectionString(connectionString)) {
    const message =
      'must be an address such as postgres://user:password@host:5432/database, with %-codes in the password'
    problems.push({ path: 'connectionString', message })
  }
  if (pool === undefined) return problems
  if (typeof pool?.connect !== 'function') problems.push({ path: 'pool', message: 'must be a Pool of pg' })
  for (const [name, value] of Object.entries({ connectionString, maxConnections })) {
    if (value !== undefined) problems.push({ path: name, message: 'cannot be given together with `pool`' })
  }
  return problems
}

function findNameProblems(options: PostgresOptions): readonly OptionProblem[] {
  const { schema, systemSchema, applicationName } = { ...defaults, ...options }
  const problems: OptionProblem[] = []
  for (const [name, value] of Object.entries({ schema, systemSchema, applicationName })) {
    if (value === undefined) continue
    if (typeof value !== 'string' || value === '') {
      problems.push({ path: name, message: 'must be a text that is not empty' })
    } else if (Buffer.byteLength(value) > maxNameBytes || value.includes('\0')) {
      problems.push({ path: name, message: `must be a text of at most ${maxNameBytes} bytes without NUL` })
    } else if (name !== 'applicationName' && /^pg_|^information_schema$/.test(value)) {
      problems.push({ path: name, message: 'must be a schema that is not kept by Postgres itself' })
    }
  }
  const users = schema ?? defaults.schema
  if (users === (systemSchema ?? defaults.systemSchema)) {
    problems.push({ path: 'systemSchema', message: `must be another schema than that of the tables, ${users}` })
  }
  return problems
}

function findNumberProblems(options: PostgresOptions): readonly OptionProblem[] {
  const { statementTimeoutInMs, lockTimeoutInMs, maxConnections, foreignKeys } = options
  const problems: OptionProblem[] = []
  for (const [name, value] of Object.entries({ statementTimeoutInMs, lockTimeoutInMs })) {
    if (value === undefined || isWhole(value, { min: 0, max: maxTimeoutInMs })) continue
    problems.push({ path: name, message: 'must be a whole number of milliseconds, or 0 for no limit' })
  }
  if (maxConnections !== undefined && !isWhole(maxConnections, { min: 3, max: 10_000 })) {
    problems.push({ path: 'maxConnections', message: 'must be a whole number, at least 3' })
  }
  if (foreignKeys !== undefined && typeof foreignKeys !== 'boolean') {
    problems.push({ path: 'foreignKeys', message: 'must be true or false' })
  }
  return problems
}

function isWhole(value: unknown, { min, max }: { readonly min: number; readonly max: number }): boolean {
  return Number.isInteger(value) && Number(value) >= min && Number(value) <= max
}
