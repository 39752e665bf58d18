import { withWork } from '../records/load-pipeline.ts'
import type { Store } from '../store/store.ts'
import type { PipelineQuery, PipelineView } from './pipeline-view.ts'
import { showPipeline } from './show-pipeline.ts'

/** Pipelines of an account, newest first. */
export async function listPipelines(
  store: Store,
  account: number,
  { source, destination, before, limit }: PipelineQuery,
): Promise<readonly PipelineView[]> {
  const found = await store.list('pipeline', {
    account,
    ...(source === undefined ? {} : { source }),
    ...(destination === undefined ? {} : { destination }),
    ...(before === undefined ? {} : { before }),
    ...(limit === undefined ? {} : { limit }),
  })
  return Promise.all(found.map(async (kept) => showPipeline(await withWork(store, kept))))
}
