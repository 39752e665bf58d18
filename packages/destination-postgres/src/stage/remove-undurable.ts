import { sql } from 'kysely'
import { column } from '../database/names.ts'
import type { Transaction } from '../database/transaction.ts'
import type { GenerationEntry } from '../state/generations.ts'
import { readPartition } from '../state/partitions.ts'
import type { StreamEntry } from '../state/streams.ts'
import { listGenerationTables } from './generation-tables.ts'
import { ordersOfPartition, stagedColumns } from './staged-columns.ts'

/** Removes rows that were staged for a generation, but that no staging has made durable; of one partition, or of all. */
export async function removeUndurable(
  transaction: Transaction,
  entry: StreamEntry,
  { generation, partition }: { readonly generation: GenerationEntry; readonly partition?: string },
): Promise<void> {
  const { connection } = transaction
  const tables = await listGenerationTables(transaction, generation, (generation.rebuild ?? entry.schema).tables)
  if (tables.length === 0) return
  const order = column(stagedColumns.order)
  for (const held of generation.partitions) {
    if (held.isDone || (partition !== undefined && held.partition !== partition)) continue
    const { nextOrdinal } = await readPartition(transaction, entry, held.partition)
    const first = held.position * ordersOfPartition
    const durable = held.sequence === 0 ? first : first + nextOrdinal
    for (const { name } of tables) {
      await connection.run(
        sql`delete from ${name} where ${order} >= ${durable}::bigint and ${order} < ${first + ordersOfPartition}::bigint`,
      )
    }
  }
}
