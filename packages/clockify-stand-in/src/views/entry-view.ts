import type { JsonObject } from '../json.ts'
import type { TimeEntry } from '../world/entities.ts'
import type { WorkspaceState } from '../world/workspace-state.ts'
import type { World } from '../world/world.ts'
import { userView } from './user-view.ts'

/** An entry with `hydrated=true`: beside the ids stand the objects. */
export function hydratedEntry(entry: TimeEntry, workspace: WorkspaceState, world: World): JsonObject {
  const account = world.accounts.get(entry.userId)
  const tags = (entry.tagIds ?? []).flatMap((id) => workspace.of('tags').get(id) ?? [])
  return {
    ...entry,
    tags,
    user: account === undefined ? null : userView(account, { memberships: [], customFields: [] }),
    task: workspace.of('tasks').get(entry.taskId) ?? null,
    project: workspace.of('projects').get(entry.projectId) ?? null,
    kiosk: null,
  }
}

/** What somebody sees who may not see rates. */
export function withoutRates(entry: TimeEntry): TimeEntry {
  return { ...entry, hourlyRate: null, costRate: null }
}
