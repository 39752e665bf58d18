import type { ClockifyObject } from '../entities/clockify-object.ts'
import { isOnFreePlan } from '../entities/plan.ts'
import type { ResolvedSettings } from '../settings.ts'
import type { RunContext } from './once-per-run.ts'
import type { SharedLists } from './shared-lists.ts'

/** All projects of a workspace, archived ones too; one list for all streams of a run. Hydrated ones carry their tasks. */
export function listProjects(
  lists: SharedLists,
  workspaceId: string,
  { isHydrated, ...context }: RunContext & { readonly isHydrated: boolean },
): AsyncIterable<readonly ClockifyObject[]> {
  const query = { 'sort-column': 'ID', 'sort-order': 'ASCENDING', ...(isHydrated ? { hydrated: true } : {}) }
  // A project carries a membership for every user: a large page would not fit into memory.
  return lists.pages({ path: `/workspaces/${workspaceId}/projects`, query, pageSize: 500 }, context)
}

/** Whether tasks come with their projects: on a Free plan requests are too few to ask project by project. */
export function hasHydratedProjects({ tasksFrom }: ResolvedSettings, workspace: ClockifyObject): boolean {
  return tasksFrom === undefined ? isOnFreePlan(workspace) : tasksFrom === 'hydrated'
}
