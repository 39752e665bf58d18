import type { TableSchema } from '@millrace/core/plugin'
import { sql } from 'kysely'
import { columns } from '../database/names.ts'
import type { Transaction } from '../database/transaction.ts'
import { foreignKeyName } from './object-names.ts'

/**
 * Lets the child tables of these paths refer to their root. The references are looked at when a transaction commits, so that rows may be
 * written in any order.
 */
export async function addForeignKeys(
  transaction: Transaction,
  [root, ...children]: readonly TableSchema[],
  paths: ReadonlySet<string>,
): Promise<void> {
  if (root === undefined) return
  for (const child of children.filter(({ path }) => paths.has(path))) {
    await transaction.connection.run(
      sql`alter table ${transaction.table(child.name)}
        add constraint ${sql.id(foreignKeyName(transaction, child, root))}
        foreign key (${columns(child.rootKey)}) references ${transaction.table(root.name)} (${columns(root.key)})
        deferrable initially deferred`,
    )
  }
}

/** Takes the references away that `addForeignKeys` made; answers the paths of the tables that had them. */
export async function dropForeignKeys(
  transaction: Transaction,
  [root, ...children]: readonly TableSchema[],
): Promise<ReadonlySet<string>> {
  if (root === undefined || children.length === 0) return new Set()
  const { connection, places } = transaction
  const names = children.map(({ name }) => name)
  const rows = await connection.rows(
    sql`select c.relname, k.conname
      from pg_constraint k
        join pg_class c on c.oid = k.conrelid
        join pg_class r on r.oid = k.confrelid and r.relnamespace = c.relnamespace
        join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = ${places.schema} and k.contype = 'f' and r.relname = ${root.name}
        and c.relname = any(${names}::text[])`,
  )
  const standing = new Set(rows.map((row) => JSON.stringify(row)))
  const dropped = new Set<string>()
  for (const child of children) {
    const name = foreignKeyName(transaction, child, root)
    if (!standing.has(JSON.stringify([child.name, name]))) continue
    await connection.run(sql`alter table ${transaction.table(child.name)} drop constraint ${sql.id(name)}`)
    dropped.add(child.path)
  }
  return dropped
}
