import type { Quirks } from './quirks.ts'
import type { Plan } from './world/plans.ts'
import type { ScaleOptions } from './world/scale-options.ts'

export interface ClockifyOptions extends Partial<Quirks> {
  /** `samples`: the small world of the files in `samples`; else a generated one. Default: `samples`. */
  readonly seed?: 'samples' | ScaleOptions
  /** The API key of the owner. Default: a fixed one, see `keys`. */
  readonly key?: string
  /** The time zone of all accounts. Default: `Europe/Belgrade`. */
  readonly zone?: string
  /** The plan of the first workspace. Default: the one of its record, which is Pro. */
  readonly plan?: Plan
  /** The clock: when things are changed, and what the change feed calls now. Default: the real one. */
  readonly now?: () => Date
  /** Default: any free one. */
  readonly port?: number
}
