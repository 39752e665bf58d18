import type { JsonObject } from '../json.ts'
import { formatInstant } from '../time/instant.ts'
import { isoDuration } from '../time/iso-duration.ts'
import type { TimeEntry, TimeInterval } from './entities.ts'
import { ratesFor } from './rates.ts'
import type { WorldBasics } from './world-basics.ts'
import type { WorkspaceState } from './workspace-state.ts'

/** What may be said of an entry; the rest gets a default. Any other member is kept as it is. */
export interface EntryFields extends JsonObject {
  readonly userId?: string
  /** `2026-08-28T05:48:00Z`. Default: one hour before the clock of the world. */
  readonly start?: string
  /** `null`: it runs. Default: an hour after its start. */
  readonly end?: string | null
  readonly description?: string
  readonly projectId?: string | null
  readonly taskId?: string | null
  readonly tagIds?: readonly string[] | null
  readonly billable?: boolean
  readonly customFieldValues?: readonly JsonObject[] | null
  readonly type?: string
  readonly isLocked?: boolean
}

const hourInMs = 3_600_000

export function addEntry(world: WorldBasics, workspace: WorkspaceState, fields: EntryFields): TimeEntry {
  const { start = formatInstant(world.now() - hourInMs), end, ...others } = fields
  const userId = fields.userId ?? workspace.members.all()[0]?.id ?? ''
  const projectId = fields.projectId ?? null
  const entry: TimeEntry = {
    id: world.mintId('entry'),
    description: '',
    tagIds: [],
    billable: workspace.of('projects').get(projectId)?.billable ?? false,
    taskId: null,
    projectId,
    workspaceId: workspace.id,
    timeInterval: intervalOf(start, end === undefined ? formatInstant(Date.parse(start) + hourInMs) : end),
    customFieldValues: [],
    type: 'REGULAR',
    kioskId: null,
    ...ratesFor(workspace, userId, projectId),
    isLocked: false,
    ...others,
    userId,
  }
  workspace.entries.put(entry)
  return entry
}

/** The entry with other values: `start` and `end` change its interval, everything else is put in as it is. */
export function editEntry(world: WorldBasics, workspace: WorkspaceState, id: string, changes: EntryFields): TimeEntry {
  const before = workspace.entries.get(id)
  if (before === undefined) throw new Error(`time entry ${id} does not exist`)
  const { start, end, ...others } = changes
  const { timeInterval } = before
  const interval = intervalOf(start ?? timeInterval.start, end === undefined ? timeInterval.end : end)
  const after: TimeEntry = { ...before, timeInterval: interval, ...others }
  workspace.entries.put(after)
  world.noteUpdate(workspace, id)
  return after
}

/** The entry at another start, as long as before. */
export function moveEntry(world: WorldBasics, workspace: WorkspaceState, id: string, start: string): TimeEntry {
  const interval = workspace.entries.get(id)?.timeInterval
  if (interval === undefined) throw new Error(`time entry ${id} does not exist`)
  if (interval.end === null) return editEntry(world, workspace, id, { start })
  const end = formatInstant(Date.parse(start) + Date.parse(interval.end) - Date.parse(interval.start))
  return editEntry(world, workspace, id, { start, end })
}

export function deleteEntry(world: WorldBasics, workspace: WorkspaceState, id: string): void {
  const entry = workspace.entries.get(id)
  if (entry === undefined) throw new Error(`time entry ${id} does not exist`)
  workspace.entries.delete(id)
  // The real feed shows no more than this of a deleted entry.
  const { description, workspaceId } = entry
  world.noteDeletion(workspace, id, 'TIME_ENTRY', { id, description, workspaceId })
  const account = world.accounts.get(entry.userId)
  workspace.auditLog.push({
    action: 'DELETE_TIME_PERSONAL',
    content: null,
    previousContent: JSON.stringify({ description }),
    timestamp: formatInstant(world.now()),
    userEmail: account?.email ?? '',
    userId: entry.userId,
    userName: account?.name ?? null,
    workspaceId,
  })
}

function intervalOf(start: string, end: string | null): TimeInterval {
  const duration = end === null ? null : isoDuration(Math.floor((Date.parse(end) - Date.parse(start)) / 1000))
  return { start, end, duration }
}
