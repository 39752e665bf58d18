import { factsOf } from '../model/facts-of.ts'
import type { PipelineFacts } from '../model/status.ts'
import type { Kept, Store } from '../store/store.ts'
import { readOwn } from './read-records.ts'

/** A pipeline with what it has to do at this moment. */
export interface LoadedPipeline {
  readonly kept: Kept<'pipeline'>
  /** The run or build that is queued or running. */
  readonly work: Kept<'run'> | undefined
  readonly facts: PipelineFacts
}

/** Reads a pipeline of an account, and its work. */
export async function loadPipeline(
  store: Store,
  place: { readonly account: number; readonly id: number },
): Promise<LoadedPipeline> {
  return withWork(store, await readOwn(store, 'pipeline', place))
}

/** Reads the work of a pipeline. */
export async function withWork(store: Store, kept: Kept<'pipeline'>): Promise<LoadedPipeline> {
  const { activeRun } = kept.value
  const work = activeRun === null ? undefined : await store.read('run', activeRun)
  return { kept, work, facts: factsOf(kept.value, work?.value) }
}
