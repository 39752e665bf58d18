import type { CallContext, ClockifyApi } from '../../api/clockify-api.ts'
import type { ClockifyObject } from '../../entities/clockify-object.ts'

/** All running entries of a workspace, whoever's they are. */
export function inProgressEntries(
  api: ClockifyApi,
  workspaceId: string,
  context: CallContext,
): AsyncIterable<readonly ClockifyObject[]> {
  // The most that this list gives; it gives ten when it is not asked for more.
  return api.wholeList({ path: `/workspaces/${workspaceId}/time-entries/status/in-progress`, pageSize: 1_000 }, context)
}
