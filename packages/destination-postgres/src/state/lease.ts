/**
 * A lease is *free* before it was ever taken and after it was given back; *live* until its end; *expired* after that.
 * An expired lease can be taken over, and until somebody does, its holder may still use and renew it. The epoch grows
 * with every taking, so a holder who was overtaken is known by its lower epoch.
 *
 * The row in `leases` is the fence: every operation of a session locks it for reading, and whoever takes or gives back the
 * lease changes it. So a takeover waits for a commit under way, and there is no commit after it. The end of the lease stands
 * in another row, in `heartbeats`, so that it can be put off while a commit takes long. All times are the database's.
 */

import { formatTime, LeaseLostError, PipelineBusyError } from '@millrace/core/plugin'
import type { OpenRequest } from '@millrace/core/plugin'
import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'
import type { Transaction } from '../database/transaction.ts'

/** What a session holds: all its operations are checked against it. */
export interface Hold {
  readonly pipeline: string
  readonly run: string
  readonly runNumber: number
  readonly epoch: number
  /** The session has joined a run that another one holds. */
  readonly isWorker: boolean
  readonly leaseDurationInMs: number
}

export interface Lease {
  readonly epoch: number
  readonly run: string
  readonly runNumber: number
  readonly endsAt: number
  readonly isReleased: boolean
  readonly isLive: boolean
}

/**
 * Locks the lease for a new run, unless a live run has it: nobody else takes it before the transaction ends. Answers the
 * lease that is none any more.
 */
export async function lockLease(transaction: Transaction, pipeline: string): Promise<Lease | undefined> {
  const { connection, system } = transaction
  const before = await refuseLive(transaction, pipeline)
  if (before !== undefined) return before
  await connection.run(
    system
      .insertInto('leases')
      .values({ pipeline, epoch: 0, run: '', run_number: 0, is_released: true })
      .onConflict((conflict) => conflict.column('pipeline').doNothing()),
  )
  return refuseLive(transaction, pipeline)
}

/** Takes the lease that is locked. */
export async function takeLease(
  transaction: Transaction,
  request: OpenRequest,
  { before, runNumber }: { readonly before: Lease | undefined; readonly runNumber: number },
): Promise<Hold> {
  const { pipeline, run, leaseDurationInMs } = request
  const { connection, system } = transaction
  const epoch = (before?.epoch ?? 0) + 1
  await connection.run(
    system
      .updateTable('leases')
      .set({ epoch, run, run_number: runNumber, is_released: false })
      .where('pipeline', '=', pipeline),
  )
  const heartbeat = { epoch, ends_at: after(leaseDurationInMs) }
  await connection.run(
    system
      .insertInto('heartbeats')
      .values({ pipeline, ...heartbeat })
      .onConflict((conflict) => conflict.column('pipeline').doUpdateSet(heartbeat)),
  )
  return { pipeline, run, runNumber, epoch, isWorker: false, leaseDurationInMs }
}

/** For people: how the run ended that had not given the lease back, or that had not ended its record. */
export async function describeEnd(transaction: Transaction, lease: Lease | undefined): Promise<string> {
  const how = lease?.isReleased === false ? 'went silent; its lease ended at' : 'gave up its lease at'
  const now = await transaction.now()
  return `the process that ran it ${how} ${formatTime(Math.min(lease?.endsAt ?? now, now))}`
}

/** What a worker of a live run holds. */
export async function joinLease(transaction: Transaction, request: OpenRequest, epoch: number): Promise<Hold> {
  const { pipeline, run, leaseDurationInMs } = request
  await lockRow(transaction, pipeline, 'share')
  const lease = await readLease(transaction, pipeline)
  if (lease?.isLive === true && lease.epoch === epoch && lease.run === run) {
    return { pipeline, run, runNumber: lease.runNumber, epoch, isWorker: true, leaseDurationInMs }
  }
  throw new LeaseLostError(
    `run ${run} cannot be joined: it does not hold pipeline ${pipeline} with epoch ${epoch} any more`,
  )
}

/**
 * Throws `PipelineBusyError` while a live run holds the pipeline; answers the lease that is none any more, which nobody takes
 * before the transaction ends.
 */
export async function refuseLive(transaction: Transaction, pipeline: string): Promise<Lease | undefined> {
  // Before anything is waited for: a live run may be in the middle of a long commit.
  requireFree(await readLease(transaction, pipeline), pipeline)
  await lockRow(transaction, pipeline, 'update')
  const lease = await readLease(transaction, pipeline)
  requireFree(lease, pipeline)
  return lease
}

/** Whether a live run holds the pipeline. */
export async function isBusy(transaction: Transaction, pipeline: string): Promise<boolean> {
  return (await readLease(transaction, pipeline))?.isLive ?? false
}

/**
 * Throws `LeaseLostError` unless the session's epoch is the latest that was given, and was not given back. Nobody takes the
 * lease over before the transaction ends.
 */
export async function requireLease(transaction: Transaction, hold: Hold): Promise<void> {
  const row = await lockRow(transaction, hold.pipeline, 'share')
  if (!isHeld(row, hold)) refuseLost(hold, row)
}

/** The same as an answer. */
export async function hasLease(transaction: Transaction, hold: Hold): Promise<boolean> {
  return isHeld(await lockRow(transaction, hold.pipeline, 'share'), hold)
}

/** Prolongs the lease. It waits for no commit, and no commit for it. */
export async function renewLease(transaction: Transaction, hold: Hold): Promise<void> {
  const { connection, system } = transaction
  const renewed = await connection.run(
    system
      .updateTable('heartbeats')
      .set({ ends_at: after(hold.leaseDurationInMs) })
      .where('pipeline', '=', hold.pipeline)
      .where('epoch', '=', hold.epoch)
      .where((expression) =>
        expression.exists(
          expression
            .selectFrom('leases')
            .select('epoch')
            .where('pipeline', '=', hold.pipeline)
            .where('epoch', '=', hold.epoch)
            .where('is_released', '=', false),
        ),
      ),
  )
  if (renewed === 0) refuseLost(hold, await readLease(transaction, hold.pipeline))
}

/** Gives the lease back; answers whether the session still had it. */
export async function releaseLease({ connection, system }: Transaction, hold: Hold): Promise<boolean> {
  const released = await connection.run(
    system
      .updateTable('leases')
      .set({ is_released: true })
      .where('pipeline', '=', hold.pipeline)
      .where('epoch', '=', hold.epoch),
  )
  if (released === 0) return false
  await connection.run(
    system
      .updateTable('heartbeats')
      .set({ ends_at: after(0) })
      .where('pipeline', '=', hold.pipeline)
      .where('epoch', '=', hold.epoch),
  )
  return true
}

function isHeld(lease: Pick<Lease, 'epoch' | 'isReleased'> | undefined, { epoch }: Hold): boolean {
  return lease?.epoch === epoch && !lease.isReleased
}

function requireFree(lease: Lease | undefined, pipeline: string): void {
  if (lease?.isLive !== true) return
  throw new PipelineBusyError(
    `pipeline ${pipeline} is held by run ${lease.run}, at least until ${formatTime(lease.endsAt)}: wait for its end or cancel it`,
  )
}

function refuseLost(hold: Hold, lease: Pick<Lease, 'epoch' | 'run'> | undefined): never {
  const reason =
    lease === undefined || lease.epoch === hold.epoch
      ? 'was given back'
      : `was taken over by run ${lease.run} (epoch ${lease.epoch})`
  throw new LeaseLostError(
    `the lease of run ${hold.run} on pipeline ${hold.pipeline} (epoch ${hold.epoch}) ${reason}: nothing more can be committed`,
  )
}

function after(milliseconds: number): RawBuilder<string> {
  return sql`clock_timestamp() + ${milliseconds}::double precision * interval '1 millisecond'`
}

async function lockRow(
  { connection, system }: Transaction,
  pipeline: string,
  strength: 'share' | 'update',
): Promise<Pick<Lease, 'epoch' | 'run' | 'isReleased'> | undefined> {
  const query = system.selectFrom('leases').select(['epoch', 'run', 'is_released']).where('pipeline', '=', pipeline)
  const row = await connection.row(strength === 'share' ? query.forShare() : query.forUpdate())
  if (row === undefined) return undefined
  const [epoch, run, isReleased] = row
  return { epoch: Number(epoch), run: String(run), isReleased: isReleased === true }
}

/** Without a lock. After one, it is what stands until the transaction ends. */
async function readLease({ connection, system }: Transaction, pipeline: string): Promise<Lease | undefined> {
  const row = await connection.row(
    system
      .selectFrom('leases')
      .innerJoin('heartbeats', 'heartbeats.pipeline', 'leases.pipeline')
      .select([
        'leases.epoch',
        'leases.run',
        'leases.run_number',
        'leases.is_released',
        sql`floor(extract(epoch from heartbeats.ends_at) * 1000)::bigint`.as('ends_at'),
        sql`not leases.is_released and clock_timestamp() < heartbeats.ends_at`.as('is_live'),
      ])
      .where('leases.pipeline', '=', pipeline),
  )
  if (row === undefined) return undefined
  const [epoch, run, runNumber, isReleased, endsAt, isLive] = row
  return {
    epoch: Number(epoch),
    run: String(run),
    runNumber: Number(runNumber),
    endsAt: Number(endsAt),
    isReleased: isReleased === true,
    isLive: isLive === true,
  }
}
