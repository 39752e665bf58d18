import type { Manager } from '@millrace/manager'
import type { ResolvedOptions } from '../api-options.ts'
import type { RateLimiter } from '../limits/rate-limiter.ts'

/** What all requests share. */
export interface Api {
  readonly manager: Manager
  readonly options: ResolvedOptions
  /** Undefined: there is no limit. */
  readonly limiter: RateLimiter | undefined
}
