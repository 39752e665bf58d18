import { ManagerError } from '../manager-error.ts'
import type { ManagerContext } from '../manager-context.ts'
import { changeRecords } from '../records/change-records.ts'
import { loadPipeline } from '../records/load-pipeline.ts'
import { readOwn, requireAccount } from '../records/read-records.ts'
import { queueRun, requireActiveEnds, requireNormalMode } from './queue-run.ts'

/** Queues a run that somebody asked for, and answers its id. */
export async function startRun(
  context: ManagerContext,
  place: { readonly account: number; readonly id: number },
  options: { readonly incremental?: boolean | null },
): Promise<number> {
  const { store } = context
  const account = await requireAccount(store, place.account)
  await readOwn(store, 'pipeline', place)
  if (!account.value.allowsManualRuns) throw new ManagerError('manual_runs_are_not_allowed')
  const run = await store.nextId('run')
  const name = await changeRecords(store, async () => {
    const loaded = await loadPipeline(store, place)
    const { definition, name: title } = loaded.kept.value
    const incremental = options.incremental ?? null
    const request = { id: run, trigger: 'manual', incremental, now: await store.now() } as const
    const changes = queueRun(context, loaded, request)
    const [source, destination] = await Promise.all([
      readOwn(store, 'source', { account: place.account, id: definition.source }),
      readOwn(store, 'destination', { account: place.account, id: definition.destination }),
    ])
    requireActiveEnds(source, destination)
    requireNormalMode(destination)
    return { changes, answer: title }
  })
  context.emit({ type: 'run-queued', account: place.account, pipeline: place.id, name, run })
  context.wake()
  return run
}
