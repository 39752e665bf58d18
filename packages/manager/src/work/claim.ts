import type { Kept } from '../store/store.ts'

/** Somebody else has the run by now, or it is over: what this worker did to its record counts no more. */
export class ClaimLostError extends Error {
  constructor(run: number) {
    super(`the claim on run ${run} was lost: it is somebody else's by now, or over`)
    this.name = 'ClaimLostError'
  }
}

/** Whether the run is this worker's. */
export function isClaimedBy(run: Kept<'run'> | undefined, worker: string): run is Kept<'run'> {
  return run?.value.state === 'running' && run.value.claim?.worker === worker
}
