import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { vi } from 'vitest'
import { sharedServer } from './server/shared-server.ts'

/** A cell as tests see it: numbers as numbers where they are exact, JSON parsed, everything else as Postgres writes it. */
type SqlValue = unknown

/** A database of a test's own, and a way into it past the destination, for a role that may do everything there. */
export interface TestDatabase {
  readonly name: string
  readonly connectionString: string
  /** Rows as lists of cells. */
  sql(this: void, statement: string, values?: readonly unknown[]): Promise<readonly (readonly SqlValue[])[]>
  /** Removes it, whoever is connected. */
  drop(this: void): Promise<void>
}

/** How the connections of tests call themselves. */
export const testApplicationName = 'millrace-tests'

/** Sessions begin with what nobody would choose, so that nothing relies on a default. */
const settings = {
  timezone: 'Asia/Kathmandu',
  datestyle: 'SQL, DMY',
  intervalstyle: 'sql_standard',
  bytea_output: 'escape',
  extra_float_digits: '-10',
  default_transaction_isolation: 'repeatable read',
  search_path: 'nowhere',
}

/** What the tests' own connections set instead. */
const own = {
  TimeZone: 'UTC',
  DateStyle: 'ISO,YMD',
  bytea_output: 'hex',
  extra_float_digits: '1',
  default_transaction_isolation: 'read\\ committed',
  search_path: 'public',
}

// A server that others use, too, takes its time.
vi.setConfig({ testTimeout: 60_000 })

const prefix = 'millrace_test'
const maxAgeInMs = 3_600_000
let admin: Promise<pg.Pool> | undefined

/** Makes a database in the server of the tests, or in the one that is named. */
export async function createDatabase(server?: string, tablespace?: string): Promise<TestDatabase> {
  const pool = server === undefined ? await (admin ??= openAdmin()) : openPool(server, 1)
  const where = server ?? (await sharedServer()).connectionString
  const name = `${prefix}_${Date.now()}_${randomBytes(5).toString('hex')}`
  const place = tablespace === undefined ? '' : ` tablespace ${tablespace}`
  await pool.query(`create database ${name} template template0 encoding 'UTF8'${place}${await cheapStrategy(pool)}`)
  for (const [setting, value] of Object.entries(settings)) {
    await pool.query(`alter database ${name} set ${setting} = '${value}'`)
  }
  const connectionString = inDatabase(where, name)
  const inside = openPool(connectionString, 1)
  return {
    name,
    connectionString,
    sql: (statement, values = []) => rowsOf(inside, statement, values),
    async drop() {
      if (inside.ending) return
      await inside.end()
      await pool.query(`drop database if exists ${name} with (force)`)
      if (server !== undefined) await pool.end()
    },
  }
}

/** Copying files costs less than writing all of a database into the log; before version 15 it is the only way. */
async function cheapStrategy(pool: pg.Pool): Promise<string> {
  const { rows } = await pool.query<{ version: number }>(`select current_setting('server_version_num')::int as version`)
  return (rows[0]?.version ?? 0) < 150_000 ? '' : ' strategy file_copy'
}

/** The address of another database of the same server. */
function inDatabase(server: string, name: string): string {
  const url = new URL(server)
  url.pathname = `/${name}`
  return url.href
}

/** A pool for looking; connections that break while nobody uses them are of no interest. */
function openPool(connectionString: string, max: number): pg.Pool {
  const options = Object.entries(own).map(([setting, value]) => `-c ${setting}=${value}`)
  const pool = new pg.Pool({
    connectionString,
    max,
    allowExitOnIdle: true,
    application_name: testApplicationName,
    options: options.join(' '),
    types: { getTypeParser: (id) => parsers[id] ?? String },
  })
  pool.on('error', () => undefined)
  return pool
}

async function openAdmin(): Promise<pg.Pool> {
  const pool = openPool((await sharedServer()).connectionString, 2)
  const { rows } = await pool.query<{ datname: string }>(
    `select datname from pg_database where datname ~ '^${prefix}_'`,
  )
  for (const { datname } of rows) {
    // A run that was killed has left it.
    if (Number(datname.split('_')[2]) < Date.now() - maxAgeInMs) {
      await pool.query(`drop database if exists ${datname} with (force)`)
    }
  }
  return pool
}

async function rowsOf(
  pool: pg.Pool,
  text: string,
  values: readonly unknown[],
): Promise<readonly (readonly SqlValue[])[]> {
  const answer: unknown = await pool.query({
    text,
    rowMode: 'array',
    ...(values.length === 0 ? {} : { values: [...values] }),
  })
  const last = [answer].flat().at(-1) as { readonly rows?: readonly (readonly SqlValue[])[] } | undefined
  return last?.rows ?? []
}

/** By the number that Postgres gives a type. */
const parsers: Readonly<Record<number, (text: string) => SqlValue>> = {
  16: (text) => text === 't',
  20: toInteger,
  21: Number,
  23: Number,
  26: Number,
  114: JSON.parse,
  700: Number,
  701: Number,
  3802: JSON.parse,
}

function toInteger(text: string): number | bigint {
  const number = Number(text)
  return Number.isSafeInteger(number) ? number : BigInt(text)
}
