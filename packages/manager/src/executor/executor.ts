/**
 * Carries out runs that are queued. What is to be done is kept in the store; an executor only decides where and when. A run is
 * *claimed* by one worker until a moment that the worker moves on while it works; after that moment another one may have it.
 */

/** A run or build that was claimed. */
export interface ClaimedRun {
  readonly run: number
  readonly pipeline: number
  readonly account: number
}

/** What the manager offers to executors; each call is one change in the store. */
export interface RunQueue {
  /** A claim lasts for three of these. */
  readonly heartbeatIntervalInMs: number
  /** The next run that may begin, for this worker; undefined when there is none. */
  claim(worker: string): Promise<ClaimedRun | undefined>
  /** Moves the end of the claim on, and answers what is wanted of the worker. Throws when the claim is somebody else's by now. */
  heartbeat(claimed: ClaimedRun, worker: string): Promise<'go-on' | 'cancel'>
  /** Carries out a claimed run, to its record in the store. Resolves however it ends. */
  work(claimed: ClaimedRun, options: WorkOptions): Promise<void>
  /** Gives up a claim without an outcome: the run is queued again. */
  release(claimed: ClaimedRun, worker: string): Promise<void>
}

export interface WorkOptions {
  readonly worker: string
  /** Ends the run at once: cancelled where that is wanted, else queued again. */
  readonly signal: AbortSignal
  /** The process is to stop: ends the run at its next savepoint; it is queued again. */
  readonly draining: AbortSignal
  /** Ends it at a savepoint, at the latest at this moment; it is queued again. */
  readonly deadline: Date | undefined
}

/** Where runs are carried out. */
export interface Executor {
  /** Begins to take runs. */
  start(queue: RunQueue): void
  /** Something was queued, or cancelled, in this process. */
  wake(): void
  /** Takes nothing new, lets what runs come to a savepoint within the grace, then ends it. */
  stop(options: { readonly graceInMs: number }): Promise<void>
}
