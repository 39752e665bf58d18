import type { Capabilities } from '@millrace/core/plugin'
import { sql } from 'kysely'
import { cancelBackend } from './cancel-backend.ts'
import type { PostgresPools } from './client.ts'
import type { Connection } from './connection.ts'
import { findServerLife } from './find-server-life.ts'
import { settleCommit } from './settle-commit.ts'
import { sqlStateOf } from './sql-state.ts'
import { takeConnection } from './take-connection.ts'
import { Transaction } from './transaction.ts'
import type { Places } from './transaction.ts'

/** What each transaction begins with. */
interface TransactionSettings {
  readonly applicationName: string
  /** 0 means none. */
  readonly statementTimeoutInMs: number
  /** 0 means none. */
  readonly lockTimeoutInMs: number
}

export interface TransactOptions {
  readonly pools: PostgresPools
  /** Takes the connection from those that never wait behind work. */
  readonly isUrgent?: boolean
  /** Nothing can be changed, and all that is read is of one moment. */
  readonly isReadOnly?: boolean
  readonly places: Places
  readonly capabilities: Capabilities
  readonly settings: TransactionSettings
  readonly signal: AbortSignal
  /** What Postgres or its client threw, as an error of the contract. */
  classify(this: void, error: unknown): Error
}

/**
 * Does work in one transaction on a connection of its own; what it throws takes everything back. When the signal is
 * aborted, the server cancels the statement that runs; the commit itself is not cancelled. Nothing outlives the
 * transaction on its connection, so that a pooler may give each transaction another one.
 */
export async function transact<Result>(
  options: TransactOptions,
  work: (transaction: Transaction) => Promise<Result>,
): Promise<Result> {
  const { pools, signal, classify } = options
  let isCommitting = false
  const { connection, backend } = await open(options)
  let isClean = false
  try {
    const cancel = (): Promise<boolean> => cancelBackend(pools.urgent, backend)
    const result = await connection.under(signal, { cancel }, () => work(new Transaction(connection, options)))
    if (options.isReadOnly === true) {
      isClean = await rollBack(connection)
      return result
    }
    isCommitting = true
    await commit(connection, options)
    isClean = true
    return result
  } catch (error) {
    isClean = await rollBack(connection)
    // Of a commit it must be known what became of it.
    if (!isCommitting) signal.throwIfAborted()
    throw classify(error)
  } finally {
    connection.release({ isClean })
  }
}

interface OpenTransaction {
  readonly connection: Connection
  readonly backend: number
}

/** So many connections in a row may turn out to be dead: the server was restarted, or a firewall forgot them. */
const maxDeadConnections = 5

async function open(options: TransactOptions): Promise<OpenTransaction> {
  const { signal, classify } = options
  for (let dead = 0; ; dead += 1) {
    const connection = await connect(options)
    try {
      const cancel = async (): Promise<boolean> => false
      return { connection, backend: await connection.under(signal, { cancel }, () => begin(connection, options)) }
    } catch (error) {
      connection.release({ isClean: false })
      signal.throwIfAborted()
      // Nothing was done on it yet.
      if (dead === maxDeadConnections || !isUnanswered(error)) throw classify(error)
    }
  }
}

async function connect({ pools, isUrgent = false, signal, classify }: TransactOptions): Promise<Connection> {
  try {
    return await takeConnection(isUrgent ? pools.urgent : pools.work, signal)
  } catch (error) {
    signal.throwIfAborted()
    throw classify(error)
  }
}

/** Answers the number of the process that serves the connection. */
async function begin(
  connection: Connection,
  { settings, isReadOnly = false }: Pick<TransactOptions, 'settings' | 'isReadOnly'>,
): Promise<number> {
  const { applicationName, statementTimeoutInMs, lockTimeoutInMs } = settings
  const { rows } = await connection.script(`
    begin isolation level ${isReadOnly ? 'repeatable read read only' : 'read committed read write'};
    set local application_name = '${applicationName.replaceAll("'", "''")}';
    set local statement_timeout = ${statementTimeoutInMs};
    set local lock_timeout = ${lockTimeoutInMs};
    set local idle_in_transaction_session_timeout = 0;
    set local search_path = pg_catalog, pg_temp;
    set local standard_conforming_strings = on;
    set local client_encoding = 'UTF8';
    set local datestyle = 'ISO, YMD';
    set local timezone = 'UTC';
    set local bytea_output = 'hex';
    set local extra_float_digits = 1;
    select set_config('synchronous_commit', 'on', true) where current_setting('synchronous_commit') = 'off';
    select pg_backend_pid()`)
  return Number(rows[0]?.[0])
}

/** Where the answer is lost, the server is asked again what became of the transaction. */
async function commit(connection: Connection, { pools, places }: TransactOptions): Promise<void> {
  const row = await connection.row(sql`select pg_current_xact_id_if_assigned()::text`)
  const number = row?.[0]
  const life = typeof number === 'string' ? await findServerLife(connection, places.systemSchema) : undefined
  try {
    const { command } = await connection.script('commit')
    if (command !== 'COMMIT') throw new Error('the transaction was rolled back instead of committed')
  } catch (error) {
    if (typeof number !== 'string' || !isUnanswered(error)) throw error
    // First, since a pool may have no other to ask by.
    connection.release({ isClean: false })
    await settleCommit(pools.urgent, { transaction: number, life, systemSchema: places.systemSchema, cause: error })
  }
}

/** Postgres itself said nothing of what it was asked. */
function isUnanswered(error: unknown): boolean {
  const state = sqlStateOf(error)
  // Of class 57P the server closes the connection, and may have committed before.
  return state === undefined || state.startsWith('57P') || state.startsWith('08')
}

/** Answers whether the connection can be used again. */
async function rollBack(connection: Connection): Promise<boolean> {
  if (connection.isLost) return false
  try {
    await connection.script('rollback')
    return true
  } catch {
    return false
  }
}
