import type { TableSchema } from '@millrace/core/plugin'
import { duckdbType } from '../cells/duckdb-type.ts'
import { textList } from '../database/lists.ts'
import { quote, quoteAll } from '../database/names.ts'
import type { Transaction } from '../database/transaction.ts'
import type { StreamEntry } from './streams.ts'

/** Keeps the keys of these rows, which a select answers, as seen by a partition; answers how many. */
export async function keepSeen(
  transaction: Transaction,
  entry: StreamEntry,
  given: { readonly root: TableSchema; readonly partition: string; readonly keys: string },
): Promise<number> {
  const { root, partition, keys } = given
  const table = seenTable(transaction, entry)
  const columns = root.columns
    .filter(({ name }) => root.key.includes(name))
    .map(({ name, type }) => `${quote(name)} ${duckdbType[type]}`)
  await transaction.connection.run(
    `CREATE TABLE IF NOT EXISTS ${table} (${quote(partitionColumn)} VARCHAR, ${columns.join(', ')})`,
  )
  const names = quoteAll(root.key)
  return transaction.connection.run(
    `INSERT INTO ${table} (${quote(partitionColumn)}, ${names}) SELECT $1, ${names} FROM (${keys})`,
    [partition],
  )
}

/** Forgets the keys that these partitions brought. */
export async function forgetSeen(
  transaction: Transaction,
  entry: StreamEntry,
  partitions: readonly string[],
): Promise<void> {
  if (partitions.length === 0) return
  await transaction.connection.run(
    `DELETE FROM ${seenTable(transaction, entry)} WHERE ${quote(partitionColumn)} IN (SELECT unnest($1))`,
    [textList(partitions)],
  )
}

/** Forgets all keys, those too of partitions that are not read any more: no partition has any afterwards. */
export async function dropSeen(transaction: Transaction, entry: StreamEntry): Promise<void> {
  if (entry.id === 0) return
  await transaction.connection.run(`DROP TABLE IF EXISTS ${seenTable(transaction, entry)}`)
  await transaction.connection.run(
    `UPDATE ${transaction.system('partitions')} SET has_seen = false WHERE pipeline = $1 AND stream = $2 AND has_seen`,
    [entry.pipeline, entry.stream],
  )
}

export function seenTable(transaction: Transaction, { id }: StreamEntry): string {
  return transaction.system(`seen_${id}`)
}

/** Its name cannot be that of a key. */
const partitionColumn = '_mr_seen_by'
