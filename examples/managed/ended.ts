import type { Manager, RunView } from '@millrace/manager'

/** Waits for the end of a run or build. */
export async function ended({ runs }: Manager, run: number): Promise<RunView> {
  for await (const view of runs.watch(run)) if (view.endTime !== null) return view
  return runs.read(run)
}

/** Waits until a pipeline has nothing queued or running. */
export async function settled(manager: Manager, pipeline: number): Promise<void> {
  for (;;) {
    const { activeRun } = await manager.pipelines.read(pipeline)
    if (activeRun === null) return
    await ended(manager, activeRun)
  }
}
