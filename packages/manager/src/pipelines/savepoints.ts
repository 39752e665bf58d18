import { buildPipeline } from '@millrace/core'
import type { GivenSavepoint } from '@millrace/core'
import { ManagerError } from '../manager-error.ts'
import type { ManagerContext } from '../manager-context.ts'
import { changeRecords, replacing } from '../records/change-records.ts'
import { loadPipeline } from '../records/load-pipeline.ts'
import type { LoadedPipeline } from '../records/load-pipeline.ts'
import { readOwn, requireAccount } from '../records/read-records.ts'
import { requireNormalMode } from '../runs/queue-run.ts'
import { cleanError } from '../secrets/clean-error.ts'
import { connectEnds } from '../work/connect-ends.ts'
import { isBusy } from '../work/failure-outcome.ts'
import { toEngineOptions } from '../work/to-engine-options.ts'
import { readSavepoints as readFrom } from '../work/work-build.ts'
import { lookInto } from './look-into.ts'
import type { SavepointView } from './pipeline-view.ts'

type Place = { readonly account: number; readonly id: number }

/** Where the next incremental run goes on; nothing where it reads everything. */
export function readSavepoints(context: ManagerContext, place: Place): Promise<readonly SavepointView[]> {
  return lookInto(context, place, async (destination, { definition, stateId, readsEverything }, looking) => {
    if (readsEverything) return []
    return readFrom(destination, { stateId, stream: definition.stream, context: looking })
  })
}

/** Puts savepoints in place of those that stand, in the destination. */
export async function setSavepoints(
  context: ManagerContext,
  place: Place,
  savepoints: readonly GivenSavepoint[],
): Promise<void> {
  const { store } = context
  await requireAccount(store, place.account)
  const { kept } = requireIdle(await loadPipeline(store, place))
  const { definition } = kept.value
  requireNormalMode(await readOwn(store, 'destination', { account: place.account, id: definition.destination }))
  await using ends = await connectEnds(context, place.account, definition)
  try {
    // Nothing is read here that could take the place of somebody's tables.
    const options = toEngineOptions(context, { ...kept.value, readsEverything: false, takesOver: false }, ends)
    await buildPipeline(options, { savepoints: { [definition.stream]: savepoints } })
  } catch (thrown) {
    if (isBusy(thrown)) throw new ManagerError('pipeline_is_already_in_progress')
    throw cleanError(cleanError(thrown, ends.source.redactor), ends.destination.redactor)
  }
  await mark(context, place, false)
}

/** Makes the next run read everything anew. */
export async function resetSavepoint(context: ManagerContext, place: Place): Promise<void> {
  await requireAccount(context.store, place.account)
  await mark(context, place, true)
}

async function mark({ store }: ManagerContext, place: Place, readsEverything: boolean): Promise<void> {
  await changeRecords(store, async () => {
    const { kept } = requireIdle(await loadPipeline(store, place))
    const updatedAt = (await store.now()).toISOString()
    return { changes: [replacing(kept, { ...kept.value, readsEverything, updatedAt })], answer: undefined }
  })
}

/** A run that is under way would move the savepoint itself. */
function requireIdle(loaded: LoadedPipeline): LoadedPipeline {
  if (loaded.facts.build.type === 'building') throw new ManagerError('pipeline_is_building_its_tables')
  if (loaded.facts.build.type === 'failed') throw new ManagerError('pipeline_could_not_build_its_tables')
  if (loaded.facts.work !== null) throw new ManagerError('pipeline_is_already_in_progress')
  return loaded
}
