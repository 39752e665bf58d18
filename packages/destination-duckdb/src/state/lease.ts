/**
 * A lease is *free* before it was ever taken and after it was given back; *live* until its end; *expired* after that,
 * and as soon as it is known that the process that took it is dead. An expired lease can be taken over, and until
 * somebody does, its holder may still use and renew it. The epoch grows with every taking, so a holder who was overtaken
 * is known by its lower epoch.
 */

import { DestinationError, formatTime, LeaseLostError, PipelineBusyError } from '@millrace/core/plugin'
import type { OpenRequest } from '@millrace/core/plugin'
import { isDuckDB } from '../database/is-duckdb.ts'
import { isSameProcess, processIdentity } from '../database/process-identity.ts'
import type { Transaction } from '../database/transaction.ts'

/** What a session holds: all its operations are checked against it. */
export interface Hold {
  readonly pipeline: string
  readonly run: string
  readonly runNumber: number
  readonly epoch: number
  readonly leaseDurationInMs: number
}

interface Lease {
  readonly epoch: number
  readonly run: string
  readonly endsAt: number
  readonly isReleased: boolean
  readonly holder: string
}

/** Why the run that had the lease before is over. */
export interface TakenLease {
  readonly hold: Hold
  /** For people: how the run ended that had not given the lease back, or that had not ended its record. */
  readonly before: string
}

/** Takes the lease for a new run, unless a live run has it. */
export async function takeLease(
  transaction: Transaction,
  request: OpenRequest,
  runNumber: number,
): Promise<TakenLease> {
  const { pipeline, run, leaseDurationInMs } = request
  const lease = await refuseLive(transaction, pipeline)
  const epoch = (lease?.epoch ?? 0) + 1
  const now = await transaction.now()
  const { connection } = transaction
  await connection.run(`DELETE FROM ${transaction.system('leases')} WHERE pipeline = $1`, [pipeline])
  await connection.run(
    `INSERT INTO ${transaction.system('leases')} VALUES ($1, $2, $3, $4, make_timestamptz($5 * 1000), false, $6)`,
    [pipeline, epoch, run, runNumber, now + leaseDurationInMs, processIdentity()],
  )
  const how = lease?.isReleased === false ? 'went silent; its lease ended at' : 'gave up its lease at'
  const endedAt = Math.min(lease?.endsAt ?? now, now)
  return {
    hold: { pipeline, run, runNumber, epoch, leaseDurationInMs },
    before: `the process that ran it ${how} ${formatTime(endedAt)}`,
  }
}

/** Throws `PipelineBusyError` while a live run holds the pipeline; answers the lease that is none any more. */
export async function refuseLive(transaction: Transaction, pipeline: string): Promise<Lease | undefined> {
  const lease = await readLease(transaction, pipeline)
  if (!(await isLive(transaction, lease))) return lease
  throw new PipelineBusyError(
    `pipeline ${pipeline} is held by run ${lease?.run}, at least until ${formatTime(lease?.endsAt ?? 0)}: wait for its end or cancel it`,
  )
}

/** Whether a live run holds the pipeline. */
export async function isBusy(transaction: Transaction, pipeline: string): Promise<boolean> {
  return isLive(transaction, await readLease(transaction, pipeline))
}

/** Throws `LeaseLostError` unless the session's epoch is the latest that was given, and was not given back. */
export async function requireLease(transaction: Transaction, hold: Hold): Promise<void> {
  const lease = await readLease(transaction, hold.pipeline)
  if (lease !== undefined && lease.epoch === hold.epoch && !lease.isReleased) return
  const reason =
    lease === undefined || lease.epoch === hold.epoch
      ? 'was given back'
      : `was taken over by run ${lease.run} (epoch ${lease.epoch})`
  throw new LeaseLostError(
    `the lease of run ${hold.run} on pipeline ${hold.pipeline} (epoch ${hold.epoch}) ${reason}: nothing more can be committed`,
  )
}

/** Prolongs the lease. The same write fences a commit: of two that write it at once, one fails. */
export async function renewLease(transaction: Transaction, hold: Hold): Promise<void> {
  const endsAt = (await transaction.now()) + hold.leaseDurationInMs
  await transaction.connection.run(
    `UPDATE ${transaction.system('leases')} SET ends_at = make_timestamptz($2 * 1000) WHERE pipeline = $1`,
    [hold.pipeline, endsAt],
  )
}

/** Gives the lease back; answers whether the session still had it. */
export async function releaseLease(transaction: Transaction, hold: Hold): Promise<boolean> {
  const lease = await readLease(transaction, hold.pipeline)
  if (lease?.epoch !== hold.epoch) return false
  await transaction.connection.run(
    `UPDATE ${transaction.system('leases')} SET ends_at = now(), is_released = true WHERE pipeline = $1`,
    [hold.pipeline],
  )
  return true
}

/** One process at a time has the file: nobody can work on the run of another. */
export function refuseWorker(request: OpenRequest): void {
  if (request.join === undefined) return
  throw new DestinationError({
    message: `run ${request.run} cannot be joined: DuckDB lets one process at a time work on a database`,
  })
}

async function isLive(transaction: Transaction, lease: Lease | undefined): Promise<boolean> {
  if (lease === undefined || lease.isReleased || (await transaction.now()) >= lease.endsAt) return false
  return isSameProcess(lease.holder, processIdentity()) || !(await isDuckDB(transaction))
}

async function readLease(transaction: Transaction, pipeline: string): Promise<Lease | undefined> {
  const row = await transaction.connection.row(
    `SELECT epoch, run, epoch_ms(ends_at), is_released, holder FROM ${transaction.system('leases')} WHERE pipeline = $1`,
    [pipeline],
  )
  if (row === undefined) return undefined
  const [epoch, run, endsAt, isReleased, holder] = row
  return {
    epoch: Number(epoch),
    run: String(run),
    endsAt: Number(endsAt),
    isReleased: isReleased === true,
    holder: String(holder),
  }
}
