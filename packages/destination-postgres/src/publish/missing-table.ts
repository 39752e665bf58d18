import { sql } from 'kysely'
import type { Sql } from '../database/names.ts'
import type { Transaction } from '../database/transaction.ts'
import type { StreamEntry } from '../state/streams.ts'

/**
 * The keys of missing rows stand in a table until the next publish of the stream: what is temporary would not outlive the
 * transaction that found them. What a dead session leaves is removed with its staging.
 */
export async function createMissing(transaction: Transaction, entry: StreamEntry, rows: Sql): Promise<void> {
  await forgetMissing(transaction, entry)
  const { connection, system } = transaction
  await connection.run(sql`create table ${tableOf(transaction, entry)} as ${rows} with no data`)
  await connection.run(
    system
      .insertInto('staging')
      .columns(['name', 'pipeline', 'epoch'])
      .expression(
        system
          .selectFrom('leases')
          .select([sql<string>`${nameOf(entry)}::text`.as('name'), 'pipeline', 'epoch'])
          .where('pipeline', '=', entry.pipeline),
      ),
  )
}

/** The table of the missing rows' keys; undefined where none were looked for. */
export async function missingTable(transaction: Transaction, entry: StreamEntry): Promise<Sql | undefined> {
  const { connection, system } = transaction
  const row = await connection.row(system.selectFrom('staging').select('name').where('name', '=', nameOf(entry)))
  return row && tableOf(transaction, entry)
}

/** What was found holds until the next publish of the stream. */
export async function forgetMissing(transaction: Transaction, entry: StreamEntry): Promise<void> {
  const { connection, system } = transaction
  const noted = await connection.run(system.deleteFrom('staging').where('name', '=', nameOf(entry)))
  if (noted > 0) await connection.run(sql`drop table if exists ${tableOf(transaction, entry)}`)
}

function tableOf(transaction: Transaction, entry: StreamEntry): Sql {
  return transaction.systemTable(nameOf(entry))
}

function nameOf({ id }: StreamEntry): string {
  return `missing_${id}`
}
