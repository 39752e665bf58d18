/** What a test tells `runner-child.ts`. */
export type RunnerOrder =
  | {
      readonly type: 'run'
      /** Rows that its source has, with this text in each. */
      readonly rows: number
      readonly text: string
      readonly leaseDurationInMs: number
      /** Where it stops, tells so and waits. */
      readonly stopsAt: 'read' | 'before stage' | 'before publish'
    }
  | { readonly type: 'go on' }

/** What it tells. */
export type RunnerLine =
  | { readonly type: 'ready' }
  | { readonly type: 'stopped' }
  /** Of a run that failed: the code of the reason. */
  | { readonly type: 'ended'; readonly status: string; readonly code?: string; readonly message?: string }
