import type { ClockifyObject } from '../entities/clockify-object.ts'
import { usersPath } from './access.ts'
import type { RunContext } from './once-per-run.ts'
import type { SharedLists } from './shared-lists.ts'

/** Without them Clockify leaves out kiosk users and deleted accounts. */
const accountStatuses = [
  'ACTIVE',
  'PENDING_EMAIL_VERIFICATION',
  'NOT_REGISTERED',
  'LIMITED',
  'DELETED',
  'LIMITED_DELETED',
] as const

/** Everybody in a workspace, whatever their status, with memberships and roles; one list for all streams of a run. */
export function listUsers(
  lists: SharedLists,
  workspaceId: string,
  context: RunContext,
): AsyncIterable<readonly ClockifyObject[]> {
  const query = {
    memberships: 'ALL',
    status: 'ALL',
    'account-statuses': accountStatuses,
    'include-roles': true,
    'sort-column': 'ID',
    'sort-order': 'ASCENDING',
  }
  // A user carries a membership for every project: a large page would not fit into memory.
  return lists.pages({ path: usersPath(workspaceId), query, pageSize: 200 }, context)
}
