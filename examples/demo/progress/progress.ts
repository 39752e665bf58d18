import type { RunEvent } from '@millrace/core'

/** Shows how far a run is. */
export interface Progress {
  /** For the option of the same name of `runPipeline`. */
  readonly onEvent: (event: RunEvent) => void
  /** Leaves on the screen what was shown last, and gives the cursor back. */
  readonly end: () => void
}
