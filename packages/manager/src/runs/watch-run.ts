import { setTimeout as wait } from 'node:timers/promises'
import { ManagerError } from '../manager-error.ts'
import type { ManagerContext } from '../manager-context.ts'
import { readOwn } from '../records/read-records.ts'
import type { RunView } from './run-view.ts'
import { showRun } from './show-run.ts'

/** A run is looked at so often, wherever it is carried out. */
const intervalInMs = 200

/** Yields a run as it stands, and again whenever it has changed, until it is over. */
export async function* watchRun(
  context: ManagerContext,
  place: { readonly account: number; readonly id: number },
): AsyncGenerator<RunView, void, undefined> {
  let last = 0
  for (;;) {
    const kept = await readOwn(context.store, 'run', place)
    if (kept.revision !== last) yield showRun(kept)
    last = kept.revision
    if (kept.value.endedAt !== null) return
    await pause(context.signal)
  }
}

async function pause(signal: AbortSignal): Promise<void> {
  try {
    await wait(intervalInMs, undefined, { signal })
  } catch {
    throw new ManagerError('manager_is_stopped')
  }
}
