import { DestinationError } from '@millrace/core/plugin'
import { sql } from 'kysely'
import type { Transaction } from '../database/transaction.ts'
import { firstTables } from './migrations/0001-first-tables.ts'
import type { Migration } from './migrations/migration.ts'

const migrations: readonly Migration[] = [firstTables]

/** The format that this version writes. */
const latest = migrations.length

/** Makes the schemas and tables that are not there, and brings older ones up to this version. Refuses newer ones. */
export async function migrate(transaction: Transaction): Promise<void> {
  if (isComplete(await readStanding(transaction))) return
  // Two that begin at once would make the same things: the second waits, and finds them.
  await lockSchema(transaction, transaction.places.schema)
  await lockSchema(transaction, transaction.places.systemSchema)
  const { hasSchema, hasSystemSchema, format } = await readStanding(transaction)
  const { connection, places } = transaction
  // What an administrator has made is not made again: that takes a right on the database, even where nothing is done.
  if (!hasSchema) await connection.run(sql`create schema ${sql.id(places.schema)}`)
  if (!hasSystemSchema) await connection.run(sql`create schema ${sql.id(places.systemSchema)}`)
  if (format === 0) {
    await connection.run(sql`
      create table ${transaction.systemTable('migrations')} (
        number bigint primary key,
        name text collate "C" not null,
        at timestamptz not null default now()
      )`)
  }
  for (const migration of migrations.slice(format)) await carryOut(transaction, migration)
}

/** Whether anything was ever kept here. Throws where a newer version did. */
export async function hasSystemTables(transaction: Transaction): Promise<boolean> {
  const { format } = await readStanding(transaction)
  return format > 0
}

interface Standing {
  readonly hasSchema: boolean
  readonly hasSystemSchema: boolean
  /** 0 where nothing is kept. */
  readonly format: number
}

function isComplete({ hasSchema, format }: Standing): boolean {
  return hasSchema && format === latest
}

async function readStanding({ connection, places, system }: Transaction): Promise<Standing> {
  const row = await connection.row(sql`
    select exists (select from pg_namespace where nspname = ${places.schema}),
      exists (select from pg_namespace where nspname = ${places.systemSchema}),
      exists (
        select from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = ${places.systemSchema} and c.relname = 'migrations'
      )`)
  const [hasSchema, hasSystemSchema, hasMigrations] = row ?? []
  const format =
    hasMigrations === true
      ? await connection.count(system.selectFrom('migrations').select(({ fn }) => fn.max('number').as('format')))
      : 0
  requireKnown(format, places.systemSchema)
  return { hasSchema: hasSchema === true, hasSystemSchema: hasSystemSchema === true, format }
}

function requireKnown(format: number, systemSchema: string): void {
  if (format <= latest) return
  throw new DestinationError({
    code: 'postgres_newer_format',
    message: `schema ${systemSchema} was written by a newer version of @millrace/destination-postgres (format ${format}, this one knows ${latest}): update the package`,
  })
}

async function lockSchema({ connection }: Transaction, schema: string): Promise<void> {
  await connection.run(sql`select pg_advisory_xact_lock(hashtextextended(${`millrace schema ${schema}`}, 0))`)
}

async function carryOut(transaction: Transaction, { number, name, statements }: Migration): Promise<void> {
  const { connection, system } = transaction
  for (const statement of statements((table) => transaction.systemTable(table))) await connection.run(statement)
  await connection.run(system.insertInto('migrations').values({ number, name }))
}
