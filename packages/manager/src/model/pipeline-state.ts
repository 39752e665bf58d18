/** How the tables of a pipeline stand. */
export type BuildState =
  | { readonly type: 'building' }
  | { readonly type: 'failed'; readonly error: string }
  | { readonly type: 'built' }

/** What the last runs say of a pipeline. */
export interface HealthState {
  /** Failures without a success since. */
  readonly failuresInARow: number
  /** Whether each of the last runs failed, oldest first, bounded. */
  readonly recent: readonly boolean[]
  readonly level: 'good' | 'warned' | 'blocked'
  /** Why it is warned or blocked; null when it is good. */
  readonly reason: string | null
}
