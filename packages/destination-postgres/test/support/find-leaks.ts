import { setTimeout as wait } from 'node:timers/promises'
import { testApplicationName } from './test-database.ts'
import type { TestDatabase } from './test-database.ts'

/** A connection that was closed is seen for a moment longer. */
const patienceInMs = 3000

/**
 * What a destination has left behind that is closed: sessions, locks, prepared transactions, and tables to which nothing
 * refers. Sentences for people.
 */
export async function findLeaks(database: TestDatabase, systemSchema = '_millrace'): Promise<readonly string[]> {
  const until = performance.now() + patienceInMs
  let sessions = await findSessions(database)
  while (sessions.length > 0 && performance.now() < until) {
    await wait(20)
    sessions = await findSessions(database)
  }
  return [...sessions, ...(await findTransactions(database)), ...(await findTables(database, systemSchema))]
}

async function findSessions({ sql }: TestDatabase): Promise<readonly string[]> {
  const rows = await sql(
    `select application_name, state, left(query, 200),
        coalesce((select string_agg(l.mode || ' on ' || coalesce(l.relation::regclass::text, l.locktype), ', ')
          from pg_locks l where l.pid = a.pid and l.locktype <> 'virtualxid'), 'no locks')
      from pg_stat_activity a
      where datname = current_database() and backend_type = 'client backend'
        and application_name <> $1`,
    [testApplicationName],
  )
  return rows.map(
    ([name, state, query, locks]) =>
      `a session of ${String(name)} is open, ${String(state)}, with ${String(locks)}; its last statement: ${String(query)}`,
  )
}

async function findTransactions({ sql }: TestDatabase): Promise<readonly string[]> {
  const rows = await sql('select gid from pg_prepared_xacts where database = current_database()')
  return rows.map(([name]) => `transaction ${String(name)} is prepared`)
}

/** Tables of staging whose generation, attempt or stream is not there any more, and temporary ones. */
async function findTables({ sql }: TestDatabase, systemSchema: string): Promise<readonly string[]> {
  const [known] = await sql('select to_regclass($1) is not null', [`"${systemSchema}".generations`])
  if (known?.[0] !== true) return []
  const system = `"${systemSchema}"`
  const rows = await sql(
    `with made as (
        select c.relname as name, n.nspname as schema, split_part(c.relname, '_', 1) as kind, split_part(c.relname, '_', 2) as number
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relkind = 'r' and (n.nspname = $1 or n.nspname like 'pg\\_temp\\_%'))
      select schema, name from made where
        schema <> $1
        or (kind = 'generation' and number ~ '^\\d+$' and not exists (select 1 from ${system}.generations g where g.id::text = number))
        or (kind = 'staged' and not exists (
          select 1 from ${system}.staging s join ${system}.leases l using (pipeline)
          where s.name = made.name and s.epoch = l.epoch and not l.is_released))
        or (kind = 'seen' and not exists (select 1 from ${system}.streams s where s.id::text = number))
        or (kind = 'missing' and not exists (
          select 1 from ${system}.streams s join ${system}.leases l using (pipeline)
          where s.id::text = number and not l.is_released))`,
    [systemSchema],
  )
  return rows.map(([schema, name]) => `table ${String(schema)}.${String(name)} is left, and nothing refers to it`)
}
