import { sql } from 'kysely'
import type { Sql } from '../database/names.ts'
import type { Transaction } from '../database/transaction.ts'

/** What has a name in the users' schema: tables share their names with views, indexes, sequences and types. */
export interface StandingRelation {
  readonly name: string
  /** What Postgres calls it, for people and for `drop`: `table`, `materialized view`, `index`. */
  readonly kind: string
}

/** Kinds that hold rows, or show some: what users can mean when they give a table a name. */
const tableLike = ['table', 'view', 'materialized view', 'foreign table']

/** Everything in the users' schema whose name a table cannot have, whoever made it. */
export async function readStanding({ connection, places }: Transaction): Promise<readonly StandingRelation[]> {
  const rows = await connection.rows(
    sql`select c.relname, case c.relkind when 'v' then 'view' when 'm' then 'materialized view' when 'f' then 'foreign table'
          when 'S' then 'sequence' when 'i' then 'index' when 'I' then 'index' when 'c' then 'type' else 'table' end
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = ${places.schema}
      union all
        select t.typname, case t.typtype when 'd' then 'domain' else 'type' end
        from pg_type t join pg_namespace n on n.oid = t.typnamespace
        where n.nspname = ${places.schema} and t.typrelid = 0 and t.typelem = 0`,
  )
  return rows.map(([name, kind]) => ({ name: String(name), kind: String(kind) }))
}

/** Names of the tables that stand. */
export async function readTableNames(transaction: Transaction): Promise<ReadonlySet<string>> {
  const standing = await readStanding(transaction)
  return new Set(standing.flatMap(({ name, kind }) => (kind === 'table' ? [name] : [])))
}

export function isTableLike({ kind }: StandingRelation): boolean {
  return tableLike.includes(kind)
}

/** A kind as `drop` takes it. */
export function kindInSql({ kind }: StandingRelation): Sql {
  return sql.raw(tableLike.find((candidate) => candidate === kind) ?? 'table')
}
