import type { TableSchema } from '@millrace/core/plugin'
import { sql } from 'kysely'
import { sqlStateOf } from '../database/sql-state.ts'
import type { Transaction } from '../database/transaction.ts'
import { withinSavepoint } from '../database/within-savepoint.ts'
import { foreignKeyName } from '../schema/object-names.ts'

/** A constraint as it can be made again. */
export interface Constraint {
  readonly name: string
  /** As Postgres writes it. */
  readonly definition: string
}

/**
 * Takes the primary key from an empty table while rows are put in, and answers how it is made again. Undefined, with the
 * key left in place, where something depends on it, where somebody has said something of it that would be lost, or where
 * somebody else is using the table.
 */
export async function stripKey(transaction: Transaction, table: TableSchema): Promise<Constraint | undefined> {
  const { connection } = transaction
  const target = transaction.table(table.name)
  const key = await readFreeKey(transaction, table)
  if (key === undefined) return undefined
  try {
    return await withinSavepoint(transaction, async () => {
      await connection.run(sql`lock table ${target} in access exclusive mode nowait`)
      await connection.run(sql`alter table ${target} drop constraint ${sql.id(key.name)}`)
      return key
    })
  } catch (error) {
    if ([lockNotAvailable, dependentObjects, insufficientPrivilege].includes(sqlStateOf(error) ?? '')) return undefined
    throw error
  }
}

export async function addConstraint(
  transaction: Transaction,
  table: TableSchema,
  { name, definition }: Constraint,
): Promise<void> {
  await transaction.connection.run(
    sql`alter table ${transaction.table(table.name)} add constraint ${sql.id(name)} ${sql.raw(definition)}`,
  )
}

/** Whether a unique index on exactly the key of a table stands, which is looked at with each row. */
export async function hasUniqueKey({ connection, places }: Transaction, table: TableSchema): Promise<boolean> {
  const row = await connection.row(
    sql`select 1 from pg_index x
        join pg_class c on c.oid = x.indrelid
        join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = ${places.schema} and c.relname = ${table.name}
        and x.indisunique and x.indisvalid and x.indimmediate and x.indpred is null and x.indexprs is null
        and x.indnkeyatts = cardinality(${table.key}::text[])
        and not exists (
          select from unnest(x.indkey::int2[]) with ordinality as i (number, place)
            join pg_attribute a on a.attrelid = c.oid and a.attnum = i.number
          where i.place <= x.indnkeyatts and a.attname <> all(${table.key}::text[]))`,
  )
  return row !== undefined
}

/** Whether users have made constraints or triggers on tables of a stream that may be looked at later than the rows come. */
export async function hasDeferrable(transaction: Transaction, tables: readonly TableSchema[]): Promise<boolean> {
  const [root, ...children] = tables
  const own = root === undefined ? [] : children.map((child) => foreignKeyName(transaction, child, root))
  const row = await transaction.connection.row(
    sql`select 1 from pg_trigger t
        join pg_class c on c.oid = t.tgrelid
        join pg_namespace n on n.oid = c.relnamespace
        join pg_constraint k on k.oid = t.tgconstraint
      where n.nspname = ${transaction.places.schema} and c.relname = any(${tables.map(({ name }) => name)}::text[])
        and t.tgdeferrable and k.conname <> all(${own}::text[])
      limit 1`,
  )
  return row !== undefined
}

/** The primary key, if it is nothing but that: no reference, view, replication, clustering, comment or setting uses it. */
async function readFreeKey(
  { connection, places }: Transaction,
  { name }: TableSchema,
): Promise<Constraint | undefined> {
  const row = await connection.row(
    sql`select k.conname, pg_get_constraintdef(k.oid)
      from pg_constraint k
        join pg_class c on c.oid = k.conrelid and c.relkind = 'r' and not c.relhassubclass and not c.relispartition
        join pg_namespace n on n.oid = c.relnamespace
        join pg_index x on x.indexrelid = k.conindid and not x.indisclustered and not x.indisreplident
        join pg_class i on i.oid = k.conindid and i.reloptions is null and i.reltablespace = 0
      where n.nspname = ${places.schema} and c.relname = ${name} and k.contype = 'p'
        and not exists (
          select from pg_depend d
          where d.deptype <> 'i' and (
            d.refclassid = 'pg_constraint'::regclass and d.refobjid = k.oid
            or d.refclassid = 'pg_class'::regclass and d.refobjid = k.conindid))
        and not exists (
          select from pg_description s
          where s.classoid = 'pg_constraint'::regclass and s.objoid = k.oid
            or s.classoid = 'pg_class'::regclass and s.objoid = k.conindid)`,
  )
  return row && { name: String(row[0]), definition: String(row[1]) }
}

const lockNotAvailable = '55P03'
const dependentObjects = '2BP01'
const insufficientPrivilege = '42501'
