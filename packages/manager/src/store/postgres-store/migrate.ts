import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { StoreError } from '../store-error.ts'
import type { Database, Session } from './database.ts'
import { firstTables } from './migrations/0001-first-tables.ts'
import type { Migration } from './migrations/migration.ts'
import { composeIn } from './statement.ts'

const migrations: readonly Migration[] = [firstTables]

/** The format that this version writes. */
const latest = migrations.length

/**
 * Makes the schema and tables that are not there, and brings older ones up to this version, however many processes do so at
 * once. Refuses newer ones. Answers the id of the store.
 */
export async function migrate(database: Database, schema: string): Promise<string> {
  const { format } = await readStanding(database, schema)
  if (format < latest) await database.transact((session) => bringUp(session, schema))
  const [row] = await database.run(composeIn(schema).selectFrom('store').select('id'))
  if (row !== undefined) return row.id
  throw new StoreError({
    code: 'store_failed',
    message: `schema ${schema} holds no store id: restore it from a backup, or drop the schema to begin anew`,
  })
}

async function bringUp(session: Session, schema: string): Promise<void> {
  // Two that begin at once would make the same things: the second waits, and finds them.
  await session.run(sql`select pg_advisory_xact_lock(hashtextextended(${`millrace store ${schema}`}, 0))::text`)
  const { hasSchema, format } = await readStanding(session, schema)
  const table = (name: string): ReturnType<typeof sql.id> => sql.id(schema, name)
  // What an administrator has made is not made again: that takes a right on the database, even where nothing is done.
  if (!hasSchema) await session.run(sql`create schema ${sql.id(schema)}`)
  if (format === 0) {
    await session.run(sql`
      create table ${table('migrations')} (
        number bigint primary key,
        name text collate "C" not null,
        at timestamptz not null default now()
      )`)
  }
  for (const { number, name, statements } of migrations.slice(format)) {
    for (const statement of statements(table)) await session.run(statement)
    await session.run(composeIn(schema).insertInto('migrations').values({ number, name }))
  }
  if (format === 0) await session.run(composeIn(schema).insertInto('store').values({ id: randomUUID() }))
}

interface Standing {
  readonly hasSchema: boolean
  /** 0 where nothing is kept. */
  readonly format: number
}

/** Throws where a newer version of this package has written. */
async function readStanding(asked: Pick<Session, 'run'>, schema: string): Promise<Standing> {
  const [found] = await asked.run(sql<{ schema: string; migrations: string }>`
    select
      exists (select from pg_namespace where nspname = ${schema})::text as schema,
      exists (
        select from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = ${schema} and c.relname = 'migrations'
      )::text as migrations`)
  const hasSchema = found?.schema === 'true'
  if (found?.migrations !== 'true') return { hasSchema, format: 0 }
  const [last] = await asked.run(
    composeIn(schema)
      .selectFrom('migrations')
      .select(({ fn }) => sql<string>`coalesce(${fn.max('number')}, 0)::text`.as('format')),
  )
  const format = Number(last?.format)
  if (format <= latest) return { hasSchema, format }
  throw new StoreError({
    code: 'store_newer_format',
    message: `schema ${schema} was written by a newer version of @millrace/manager (format ${format}, this one knows ${latest}): update the package in this process`,
  })
}
