import type { TableSchema } from '@millrace/core/plugin'
import { sql } from 'kysely'
import { postgresType } from '../cells/postgres-type.ts'
import { column, columns } from '../database/names.ts'
import type { Sql } from '../database/names.ts'
import type { Transaction } from '../database/transaction.ts'
import type { StreamEntry } from './streams.ts'

/** Keeps the keys of these rows, which a select answers, as seen by a partition; answers how many. */
export async function keepSeen(
  transaction: Transaction,
  entry: StreamEntry,
  given: { readonly root: TableSchema; readonly partition: string; readonly keys: Sql },
): Promise<number> {
  const { connection } = transaction
  const { root, partition, keys } = given
  const table = seenTable(transaction, entry)
  const declared = root.columns
    .filter(({ name }) => root.key.includes(name))
    .map(({ name, type }) => sql`${column(name)} ${sql.raw(postgresType[type])}`)
  await connection.run(sql`
    create table if not exists ${table} (${column(partitionColumn)} text collate "C", ${sql.join(declared)})`)
  return connection.run(sql`
    insert into ${table} (${columns([partitionColumn, ...root.key])})
    select ${partition}::text, ${columns(root.key, 'k')} from (${keys}) k`)
}

/** Forgets the keys that these partitions brought. */
export async function forgetSeen(
  transaction: Transaction,
  entry: StreamEntry,
  partitions: readonly string[],
): Promise<void> {
  if (partitions.length === 0) return
  await transaction.connection.run(sql`
    delete from ${seenTable(transaction, entry)} where ${column(partitionColumn)} = any(${partitions}::text[])`)
}

/** Forgets all keys, those too of partitions that are not read any more: no partition has any afterwards. */
export async function dropSeen(transaction: Transaction, entry: StreamEntry): Promise<void> {
  if (entry.id === 0) return
  const { connection, system } = transaction
  await connection.run(sql`drop table if exists ${seenTable(transaction, entry)}`)
  await connection.run(
    system
      .updateTable('partitions')
      .set({ has_seen: false })
      .where('pipeline', '=', entry.pipeline)
      .where('stream', '=', entry.stream)
      .where('has_seen', '=', true),
  )
}

export function seenTable(transaction: Transaction, { id }: StreamEntry): Sql {
  return transaction.systemTable(`seen_${id}`)
}

/** Its name cannot be that of a key. */
const partitionColumn = '_mr_seen_by'
