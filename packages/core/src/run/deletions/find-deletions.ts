import { DeletionGuardError } from '../../contract/errors/deletion-guard-error.ts'
import { confirmDeletions } from './confirm-deletions.ts'
import { allowedDeletions } from './due-deletions.ts'
import type { DueDeletions } from './due-deletions.ts'
import type { RunContext } from '../run-context.ts'
import { isReadWhole } from '../stream-load.ts'
import type { StreamLoad } from '../stream-load.ts'

/**
 * Finds the stored rows that should have come and did not, looks whether they are too many, and asks the source
 * about them where it can be asked. Undefined where nothing may be deleted.
 */
export async function findDeletions(context: RunContext, load: StreamLoad): Promise<DueDeletions | undefined> {
  const { resolved, state } = load
  const isComplete = load.generation !== undefined && resolved.stream.completeness !== 'explicit'
  if (resolved.primaryKey.length === 0 || state.schema.tables.length === 0) return undefined
  // Scopes may also have been claimed in a run that this one continues.
  if (!isComplete && resolved.stream.scopeColumns === undefined) return undefined
  if (load.suspendsDeletions || (!isReadWhole(load) && resolved.stream.confirmDeleted === undefined)) {
    context.warn({
      code: 'deletions_suspended',
      stream: resolved.name,
      message: load.suspendsDeletions
        ? 'a record without a readable key was met, or a partition was skipped: nothing was deleted'
        : 'not all partitions ended: nothing was deleted',
    })
    return undefined
  }
  const { session, signal } = context
  const partitions = isComplete ? load.partitions : []
  const found = await session.findMissing({ stream: resolved.name, scopes: load.scopes, partitions, signal })
  const allowed = allowedDeletions(resolved, found.stored)
  if (found.missing === 0) return { counts: {}, allowed, confirmed: undefined }
  if (resolved.deletions === 'keep') return { counts: { missing: found.missing }, allowed, confirmed: undefined }
  requireWithinGuard(load, found, allowed)
  const { confirmed, alive, unknown } = await confirmDeletions(context, load)
  return { counts: { missing: found.missing, alive, unknown }, allowed, confirmed }
}

/** The tables of a rebuild begin empty: what it did not read is lost. */
export async function requireCompleteRebuild(context: RunContext, load: StreamLoad): Promise<void> {
  const { resolved, state, ledger, partitions, heldStaging } = load
  const retired = state.savepoints.filter(({ partition }) => !partitions.includes(partition))
  if (load.suspendsDeletions || retired.length > 0) {
    throw new DeletionGuardError(
      `stream ${resolved.name} cannot be rebuilt: rows that stand were not read, since ` +
        (retired.length > 0
          ? `the source no longer lists ${retired.length} of their partitions`
          : 'a partition was skipped, or a record had no readable key'),
      { stream: resolved.name },
    )
  }
  if (state.schema.tables.length === 0) return
  const { session, signal } = context
  const { stored } = await session.findMissing({ stream: resolved.name, scopes: [], partitions: [], signal })
  const missing = stored - ledger.counts.pending - (heldStaging?.tally.upserts ?? 0)
  if (missing > 0) requireWithinGuard(load, { missing, stored }, allowedDeletions(resolved, stored))
}

function requireWithinGuard(
  { resolved }: StreamLoad,
  found: { readonly missing: number; readonly stored: number },
  allowed: number | undefined,
): void {
  if (allowed === undefined || found.missing <= allowed) return
  throw new DeletionGuardError(
    `stream ${resolved.name}: ${found.missing} of ${found.stored} rows are missing at the source and would be deleted; ` +
      `${allowed} are allowed. If they are really gone, raise the option maxDeleted for one run`,
    { stream: resolved.name },
  )
}
