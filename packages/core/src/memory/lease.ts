/**
 * A lease is *free* before it was ever taken and after it was given back; *live* until its end; *expired* after that.
 * An expired lease can be taken over, and until somebody does, its holder may still use and renew it. The epoch grows
 * with every taking, so a holder who was overtaken is known by its lower epoch.
 */

import type { OpenRequest } from '../contract/destination.ts'
import { LeaseLostError } from '../contract/errors/lease-lost-error.ts'
import { PipelineBusyError } from '../contract/errors/pipeline-busy-error.ts'
import { formatTime } from '../kit/format-time.ts'
import type { Lease, State } from './state.ts'
import type { Transaction } from './transaction.ts'

/** What a session holds: all its operations are checked against it. */
export interface Hold {
  readonly pipeline: string
  readonly run: string
  readonly runNumber: number
  readonly epoch: number
  /** Number of the session. */
  readonly session: number
  readonly isWorker: boolean
  readonly leaseDurationInMs: number
}

/** Whether a run holds the pipeline at this time. */
export function isLive(lease: Lease | undefined, now: number): lease is Lease {
  return lease !== undefined && !lease.isReleased && now < lease.endsAt
}

/** Takes the lease for a new run, unless a live run has it. */
export function takeLease(transaction: Transaction, request: OpenRequest, runNumber: number): Hold {
  const { pipeline, run } = request
  refuseLive(transaction, pipeline)
  const epoch = (transaction.leases.get(pipeline)?.epoch ?? 0) + 1
  const endsAt = transaction.now + request.leaseDurationInMs
  transaction.leases.set(pipeline, { epoch, run, runNumber, endsAt, isReleased: false })
  return newHold(transaction, request, { epoch, runNumber, isWorker: false })
}

/** Makes a session that works under the lease of a live run. */
export function joinLease(transaction: Transaction, request: OpenRequest, epoch: number): Hold {
  const lease = transaction.leases.get(request.pipeline)
  if (!isLive(lease, transaction.now) || lease.epoch !== epoch || lease.run !== request.run) {
    throw new LeaseLostError(
      `run ${request.run} cannot be joined: it does not hold pipeline ${request.pipeline} with epoch ${epoch} any more`,
    )
  }
  return newHold(transaction, request, { epoch, runNumber: lease.runNumber, isWorker: true })
}

/** Throws `PipelineBusyError` while a live run holds the pipeline. */
export function refuseLive(transaction: Transaction, pipeline: string): void {
  const lease = transaction.leases.get(pipeline)
  if (!isLive(lease, transaction.now)) return
  throw new PipelineBusyError(
    `pipeline ${pipeline} is held by run ${lease.run}, at least until ${formatTime(lease.endsAt)}: wait for its end or cancel it`,
  )
}

/** Throws `LeaseLostError` unless the session's epoch is the latest that was given, and was not given back. */
export function requireLease(state: State, hold: Hold): Lease {
  const lease = state.leases.get(hold.pipeline)
  if (lease !== undefined && lease.epoch === hold.epoch && !lease.isReleased) return lease
  const reason =
    lease === undefined || lease.epoch === hold.epoch
      ? 'was given back'
      : `was taken over by run ${lease.run} (epoch ${lease.epoch})`
  throw new LeaseLostError(
    `the lease of run ${hold.run} on pipeline ${hold.pipeline} (epoch ${hold.epoch}) ${reason}: nothing more can be committed`,
  )
}

export function renewLease(transaction: Transaction, hold: Hold): void {
  const lease = requireLease(transaction, hold)
  transaction.leases.set(hold.pipeline, { ...lease, endsAt: transaction.now + hold.leaseDurationInMs })
}

/** Gives the lease back; answers whether the session still had it. */
export function releaseLease(transaction: Transaction, hold: Hold): boolean {
  const lease = transaction.leases.get(hold.pipeline)
  if (lease?.epoch !== hold.epoch) return false
  transaction.leases.set(hold.pipeline, { ...lease, endsAt: transaction.now, isReleased: true })
  return true
}

function newHold(
  transaction: Transaction,
  request: OpenRequest,
  given: Pick<Hold, 'epoch' | 'runNumber' | 'isWorker'>,
): Hold {
  transaction.sessions += 1
  const { pipeline, run, leaseDurationInMs } = request
  return { pipeline, run, leaseDurationInMs, session: transaction.sessions, ...given }
}
