import type { AccountManager, Destinations, Sources } from '@millrace/manager'
import type { z } from 'zod'

/** What sources and destinations have in common. */
export interface EndKind {
  readonly resource: 'source' | 'destination'
  /** `Source`. */
  readonly title: string
  readonly view: z.ZodType
  readonly of: (account: AccountManager) => Sources | Destinations
}
