/**
 * Tables that are not logged are emptied when the server recovers from a crash, and when a standby takes over. So is the
 * one in which the server's *life* is noted: where another life is found, what was staged before is lost.
 */

import { DestinationError } from '@millrace/core/plugin'
import type { Transaction } from '../database/transaction.ts'

/** The server's life; begins one where none is noted. */
export async function readServerLife({ connection, system }: Transaction): Promise<string> {
  await connection.run(
    system
      .insertInto('server_life')
      .defaultValues()
      .onConflict((conflict) => conflict.doNothing()),
  )
  const row = await connection.row(system.selectFrom('server_life').select('id'))
  return String(row?.[0])
}

/** Throws where what was staged in this life is lost. */
export async function requireServerLife({ connection, system }: Transaction, life: string): Promise<void> {
  const row = await connection.row(system.selectFrom('server_life').select('id'))
  if (row?.[0] === life) return
  throw new DestinationError({
    code: 'postgres_staging_lost',
    message:
      'Postgres was restarted after a crash, or a standby took over: what was staged before is lost. Run again, the next run goes on from what was committed',
    isRetryable: true,
  })
}
