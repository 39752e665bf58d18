import type { Destination } from '@millrace/core'
import { ManagerError } from '../manager-error.ts'
import type { ManagerContext } from '../manager-context.ts'
import { changeRecords, removing, replacing } from '../records/change-records.ts'
import { loadPipeline } from '../records/load-pipeline.ts'
import { requireAccount } from '../records/read-records.ts'
import { cancelled } from '../runs/cancel-run.ts'
import type { Change, Kept } from '../store/store.ts'

/** Deletes a pipeline; a live run is cancelled. The tables stay, unless they are to go, and so do the records of its runs. */
export async function deletePipeline(
  context: ManagerContext,
  place: { readonly account: number; readonly id: number },
  { dropTables = false }: { readonly dropTables?: boolean },
): Promise<void> {
  const { store } = context
  await requireAccount(store, place.account)
  if (dropTables) await dropAll(context, place)
  await changeRecords(store, async () => {
    const { kept, work } = await loadPipeline(store, place)
    const ended = work === undefined ? [] : endWork(work, await store.now())
    return { changes: [removing(kept), ...ended], answer: undefined }
  })
  context.wake()
}

function endWork(work: Kept<'run'>, now: Date): readonly Change[] {
  if (work.value.state === 'queued') return [replacing(work, cancelled(work.value, now))]
  if (work.value.state === 'running') return [replacing(work, { ...work.value, isCancelling: true })]
  return []
}

/** The contract has no such operation yet; a destination may offer it all the same. */
interface DroppingDestination extends Destination {
  dropTables(pipeline: string): Promise<void>
}

async function dropAll(
  { store, connections }: ManagerContext,
  place: { readonly account: number; readonly id: number },
): Promise<void> {
  const { kept, work } = await loadPipeline(store, place)
  const isLive = work?.value.endedAt === null
  if (isLive) throw new ManagerError('pipeline_is_already_in_progress')
  const { definition, stateId } = kept.value
  const destination = await store.read('destination', definition.destination)
  if (destination === undefined) return
  await using connected = await connections.destination(destination)
  if (!drops(connected.end)) {
    throw new ManagerError(
      'not_offered_by_destination',
      `${connected.end.name} drops no tables; drop them there by hand`,
    )
  }
  await connected.end.dropTables(stateId)
}

function drops(destination: Destination): destination is DroppingDestination {
  return 'dropTables' in destination && typeof destination.dropTables === 'function'
}
