import { DeletionGuardError, DestinationBusyError, PipelineBusyError, RunError } from '@millrace/core'
import type { ManagerContext } from '../manager-context.ts'
import { messageOf } from '../records/message-of.ts'
import type { Kept } from '../store/store.ts'
import { cleanCounts, countsOf } from './count-runs.ts'
import type { RunCounts, RunOutcome } from './run-outcome.ts'

/** A pipeline or destination that somebody else holds for longer is a failure. */
const busyPatienceInMs = 600_000

/** What an error of a run comes to. */
export async function failureOutcome(
  context: Pick<ManagerContext, 'store' | 'claimDurationInMs'>,
  thrown: unknown,
  options: { readonly row: Kept<'run'>; readonly clean: (text: string) => string; readonly signal: AbortSignal },
): Promise<RunOutcome> {
  const { row, clean, signal } = options
  const counts = RunError.isInstance(thrown) ? cleanCounts(countsOf(thrown.result), clean) : undefined
  if (signal.aborted) return stoppedOutcome(context, row, counts)
  const cause = RunError.isInstance(thrown) ? thrown.cause : thrown
  const error = clean(messageOf(cause))
  if ((await isStillBusy(context, row)) && isBusy(cause)) return { type: 'busy', error }
  return { type: 'failed', counts, error, isGuard: DeletionGuardError.isInstance(cause), hasDied: false }
}

/** A run that was broken off is cancelled where somebody wants that; otherwise it goes on in another process. */
export async function stoppedOutcome(
  { store }: Pick<ManagerContext, 'store'>,
  { id }: Kept<'run'>,
  counts: RunCounts | undefined,
): Promise<RunOutcome> {
  const latest = await store.read('run', id)
  if (latest?.value.isCancelling === true) return { type: 'cancelled', counts }
  return { type: 'paused', counts, resumeAt: await store.now() }
}

/** Whether somebody else holds the pipeline, or the destination. */
export function isBusy(error: unknown): boolean {
  return PipelineBusyError.isInstance(error) || DestinationBusyError.isInstance(error)
}

/** Whether it is worth while to wait for whoever holds it. */
export async function isStillBusy(
  { store, claimDurationInMs }: Pick<ManagerContext, 'store' | 'claimDurationInMs'>,
  { value: { busySince } }: Kept<'run'>,
): Promise<boolean> {
  if (busySince === undefined) return true
  const patience = Math.max(busyPatienceInMs, 2 * claimDurationInMs)
  return (await store.now()).getTime() - Date.parse(busySince) < patience
}
