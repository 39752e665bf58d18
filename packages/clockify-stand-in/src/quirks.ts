/** What is switched on or off while the server runs. */
export interface Quirks {
  /** Windows of time entries are re-read as clock times of the account's zone. Default: true. */
  shiftsWindows: boolean
  /** Lists say `last-page`. Default: true. */
  sendsLastPage: boolean
  /** What `hydrated=true` shows of the tasks of a project. Default: all of them. */
  hydratedTasks: 'all' | 'active'
  /** What becomes of the items of the change feed: every second one may be left out, or all. Default: complete. */
  feed: 'complete' | 'drops-half' | 'silent'
  /** Deletions appear in the feed after this long. Default: 0; the real server takes about a minute. */
  feedDelayInMs: number
}

export function defaultQuirks(): Quirks {
  return { shiftsWindows: true, sendsLastPage: true, hydratedTasks: 'all', feed: 'complete', feedDelayInMs: 0 }
}
