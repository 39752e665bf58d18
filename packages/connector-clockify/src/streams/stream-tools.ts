import type { Access } from '../api/access.ts'
import type { ClockifyApi } from '../api/clockify-api.ts'
import type { SharedLists } from '../api/shared-lists.ts'
import type { Workspaces } from '../api/workspaces.ts'

/** What every stream is made from. */
export interface StreamTools {
  readonly api: ClockifyApi
  readonly workspaces: Workspaces
  readonly access: Access
  /** For lists that several streams need. */
  readonly lists: SharedLists
}
