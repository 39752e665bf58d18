import { DestinationError } from '@millrace/core/plugin'
import { sql } from 'kysely'
import pRetry, { AbortError } from 'p-retry'
import type { PostgresPool } from './client.ts'
import { findServerLife } from './find-server-life.ts'
import { takeConnection } from './take-connection.ts'

/** After this many milliseconds the server is given up. */
const patienceInMs = 30_000

/** After this many milliseconds it is asked again on another connection. */
const attemptInMs = 5000

/** A transaction whose commit was not answered. */
interface LostCommit {
  readonly transaction: string
  /** Of the server, when it was to be committed. */
  readonly life: string | undefined
  readonly systemSchema: string
  readonly cause: unknown
}

/**
 * Finds out what became of a transaction whose commit was not answered: returns if it was committed, throws if not, or if
 * nobody can say.
 */
export async function settleCommit(
  pool: PostgresPool,
  { transaction, life, systemSchema, cause }: LostCommit,
): Promise<void> {
  const status = await pRetry(() => readStatus(pool, { transaction, life, systemSchema }), {
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

async function readStatus(
  pool: PostgresPool,
  { transaction, life, systemSchema }: Omit<LostCommit, 'cause'>,
): Promise<string> {
  const signal = AbortSignal.timeout(attemptInMs)
  const connection = await takeConnection(pool, signal)
  let isClean = false
  try {
    const [row, lifeNow] = await connection.under(signal, { cancel: async () => false }, async () => [
      await connection.row(sql`select pg_catalog.pg_xact_status(${transaction}::pg_catalog.xid8)`),
      await findServerLife(connection, systemSchema),
    ])
    isClean = true
    const status = String(row?.[0])
    // A crash takes back what was not on the disk, and another transaction may have got the number since.
    if (status === 'committed' && (life === undefined || lifeNow !== life)) return 'unknown'
    if (status === 'in progress') throw new Error('it is still in progress')
    return status
  } finally {
    connection.release({ isClean })
  }
}
