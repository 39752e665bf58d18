import { testEnd } from '../ends/test-end.ts'
import { ManagerError } from '../manager-error.ts'
import type { ManagerContext } from '../manager-context.ts'
import { requireActiveEnds } from '../runs/queue-run.ts'
import type { Kept } from '../store/store.ts'
import type { AnyEnd } from '../ends/any-end.ts'

/** Throws unless both ends are active and work: what was not tested, or failed its last test, is tested now. */
export async function requireWorking(
  context: ManagerContext,
  source: Kept<'source'>,
  destination: Kept<'destination'>,
): Promise<void> {
  requireActiveEnds(source, destination)
  const [ofSource, ofDestination] = await Promise.all([findFault(context, source), findFault(context, destination)])
  if (ofSource !== undefined) throw new ManagerError('source_does_not_work', ofSource)
  if (ofDestination !== undefined) throw new ManagerError('destination_does_not_work', ofDestination)
}

async function findFault(context: ManagerContext, end: AnyEnd): Promise<string | undefined> {
  if (end.value.lastTest?.error === null) return undefined
  const { error } = await testEnd(context, end)
  return error ?? undefined
}
