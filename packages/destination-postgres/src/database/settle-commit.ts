import { DestinationError } from '@millrace/core/plugin'
import { sql } from 'kysely'
import pRetry, { AbortError } from 'p-retry'
import type { PostgresPool } from './client.ts'
import { takeConnection } from './take-connection.ts'

/** After this many milliseconds the server is given up. */
const patienceInMs = 30_000

/** After this many milliseconds it is asked again on another connection. */
const attemptInMs = 5000

/**
 * Finds out what became of a transaction whose commit was not answered: returns if it was committed, throws if not, or if
 * nobody can say.
 */
export async function settleCommit(
  pool: PostgresPool,
  { transaction, cause }: { readonly transaction: string; readonly cause: unknown },
): Promise<void> {
  const status = await pRetry(() => readStatus(pool, transaction), {
    retries: 1000,
    minTimeout: 50,
    maxTimeout: 2000,
    maxRetryTime: patienceInMs,
    shouldRetry: ({ error }) => !(error instanceof AbortError),
  }).catch(() => undefined)
  if (status === 'committed') return
  if (status === 'aborted') throw cause
  throw new DestinationError({
    code: 'postgres_commit_unknown',
    message: `the connection broke while a transaction was committed, and Postgres did not say within ${patienceInMs / 1000} s what became of it: run again, the next run goes on from what stands`,
    isRetryable: true,
    cause,
  })
}

async function readStatus(pool: PostgresPool, transaction: string): Promise<string> {
  const signal = AbortSignal.timeout(attemptInMs)
  const connection = await takeConnection(pool, signal)
  let isClean = false
  try {
    const row = await connection.under(signal, { cancel: async () => false }, () =>
      connection.row(sql`select pg_catalog.pg_xact_status(${transaction}::pg_catalog.xid8)`),
    )
    isClean = true
    const status = String(row?.[0])
    if (status === 'in progress') throw new Error('it is still in progress')
    return status
  } finally {
    connection.release({ isClean })
  }
}
