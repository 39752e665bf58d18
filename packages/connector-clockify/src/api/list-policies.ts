import type { ClockifyObject } from '../entities/clockify-object.ts'
import type { RunContext } from './once-per-run.ts'
import type { SharedLists } from './shared-lists.ts'

/** The most rows that the lists of time off give in a page. */
export const timeOffPageSize = 200

/** All policies of a workspace, archived ones too; one list for all streams of a run. */
export function listPolicies(
  lists: SharedLists,
  workspaceId: string,
  context: RunContext,
): AsyncIterable<readonly ClockifyObject[]> {
  const path = `/workspaces/${workspaceId}/time-off/policies`
  return lists.pages({ path, query: { status: 'ALL' }, pageSize: timeOffPageSize }, context)
}
