/** What every event says of its pipeline. */
interface OfPipeline {
  readonly account: number
  readonly pipeline: number
  /** The pipeline's name. */
  readonly name: string
}

/** What happens to pipelines, told in the process where it is found out. Told apart by `type`. */
export type ManagerEvent = OfPipeline &
  (
    | { readonly type: 'tables-built' }
    | { readonly type: 'build-failed'; readonly error: string }
    | { readonly type: 'run-queued'; readonly run: number }
    | { readonly type: 'run-started'; readonly run: number }
    | { readonly type: 'run-succeeded'; readonly run: number }
    /** It goes on at `resumeAt`: a quota of the source is used up, or the process stops. */
    | { readonly type: 'run-paused'; readonly run: number; readonly resumeAt: Date }
    | { readonly type: 'run-cancelled'; readonly run: number }
    | { readonly type: 'run-failed'; readonly run: number; readonly error: string }
    /** More rows would have been deleted than the guard allows; `run-failed` comes, too. */
    | { readonly type: 'deletion-guard-tripped'; readonly run: number; readonly error: string }
    /** The pipeline fails often; it goes on. */
    | { readonly type: 'pipeline-warned'; readonly run: number; readonly reason: string }
    /** The pipeline failed so often that it was disabled. */
    | { readonly type: 'pipeline-blocked'; readonly run: number; readonly reason: string }
    /** The first success after a warning. */
    | { readonly type: 'pipeline-recovered'; readonly run: number }
  )
