import { sql } from 'kysely'
import type { Transaction } from '../database/transaction.ts'

/** What suits the statements of a publish, which are few and large, until the end of the transaction. */
export async function preparePlanner({ connection }: Transaction): Promise<void> {
  // Compiling takes longer than it saves: the statements compare many columns, and each runs once.
  await connection.run(sql`set local jit = off`)
  // Joins of whole tables. Where more is set, it stays.
  await connection.run(
    sql`select set_config(name, greatest(pg_size_bytes(current_setting(name)), bytes) / 1024 || 'kB', true)
      from (values ('work_mem', 64 * 1024 * 1024), ('maintenance_work_mem', 128 * 1024 * 1024)) as wanted (name, bytes)`,
  )
}
