import { sql } from 'kysely'
import type { Transaction } from '../database/transaction.ts'

/** What users have built on the primary key of a table: references, and views that count on it. */
export async function findKeyDependents(
  { connection, places }: Transaction,
  table: string,
): Promise<readonly string[]> {
  const rows = await connection.rows(
    sql`select distinct coalesce(
          pg_describe_object('pg_class'::regclass, r.ev_class, 0),
          pg_describe_object(d.classid, d.objid, d.objsubid)) as dependent
        from pg_constraint k
          join pg_class c on c.oid = k.conrelid
          join pg_namespace n on n.oid = c.relnamespace
          join pg_depend d on d.deptype = 'n' and (
            d.refclassid = 'pg_constraint'::regclass and d.refobjid = k.oid
            or d.refclassid = 'pg_class'::regclass and d.refobjid = k.conindid)
          left join pg_rewrite r on d.classid = 'pg_rewrite'::regclass and r.oid = d.objid
        where n.nspname = ${places.schema} and c.relname = ${table} and k.contype = 'p'
        order by dependent`,
  )
  return rows.map(([dependent]) => String(dependent))
}

/**
 * What users have built on a table, or on a column of it, in Postgres' own words: `view sums`, `policy own_rows on table
 * users`. Indexes and constraints follow a change by themselves, and are left out unless the column goes, and they with it.
 */
export async function findDependents(
  { connection, places }: Transaction,
  { table, column, goes = false }: { readonly table: string; readonly column?: string; readonly goes?: boolean },
): Promise<readonly string[]> {
  const ofColumn =
    column === undefined
      ? sql`true`
      : sql`d.refobjsubid = (select a.attnum from pg_attribute a where a.attrelid = c.oid and a.attname = ${column})`
  const rows = await connection.rows(
    sql`select distinct coalesce(
          pg_describe_object('pg_class'::regclass, r.ev_class, 0),
          pg_describe_object(d.classid, d.objid, d.objsubid)) as dependent
        from pg_class c
          join pg_namespace n on n.oid = c.relnamespace
          join pg_depend d on d.refclassid = 'pg_class'::regclass and d.refobjid = c.oid
          left join pg_rewrite r on d.classid = 'pg_rewrite'::regclass and r.oid = d.objid
          left join pg_attrdef f on d.classid = 'pg_attrdef'::regclass and f.oid = d.objid
          left join pg_constraint k on d.classid = 'pg_constraint'::regclass and k.oid = d.objid
          left join pg_class i on d.classid = 'pg_class'::regclass and i.oid = d.objid
        where n.nspname = ${places.schema} and c.relname = ${table} and ${ofColumn}
          and (
            d.classid in ('pg_rewrite'::regclass, 'pg_policy'::regclass, 'pg_trigger'::regclass, 'pg_proc'::regclass,
              'pg_publication_rel'::regclass, 'pg_attrdef'::regclass)
            or ${goes}::boolean and (
              d.classid = 'pg_statistic_ext'::regclass or k.contype in ('c', 'f', 'u', 'x') or i.relkind = 'i'))
          and coalesce(r.ev_class <> c.oid, true)
          and coalesce(f.adnum <> d.refobjsubid, true)
        order by dependent`,
  )
  return rows.map(([dependent]) => String(dependent))
}
