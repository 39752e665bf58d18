import { lastPage, paged, readPage } from '../http/paging.ts'
import { ok } from '../http/answer.ts'
import { accessDenied, badBody, notInWorkspace } from '../http/api-error.ts'
import type { Route, WorkspaceCall } from '../http/route.ts'
import { workspaceRoute } from '../http/workspace-route.ts'
import { isJsonObject, type JsonObject } from '../json.ts'
import { instantOfClockTime } from '../time/zone.ts'
import { hydratedEntry, withoutRates } from '../views/entry-view.ts'
import type { TimeEntry } from '../world/entities.ts'
import { entryFilter } from './entry-filter.ts'

/** Time entries by user, by id and in progress. */
export const timeEntryRoutes: readonly Route[] = [
  workspaceRoute('/user/:userId/time-entries', {}, (call) => {
    const { workspace, query, ids } = call
    const page = readPage(query)
    const [from, to] = [readWindowEdge(call, 'start'), readWindowEdge(call, 'end')]
    const isHydrated = query.boolean('hydrated') ?? false
    const filter = entryFilter(query)
    const userId = ids.userId ?? ''
    checkMaySee(call, userId)
    if (workspace.members.get(userId) === undefined) throw notInWorkspace('User')
    const selection = { userId, from, to, order: 'descending' } as const
    const { entries, isLast } = workspace.entries.page(selection, page, filter)
    return ok(
      entries.map((entry) => show(call, entry, isHydrated)),
      lastPage(isLast),
    )
  }),
  workspaceRoute('/time-entries/status/in-progress', {}, (call) => {
    const page = readPage(call.query, { usual: 10, largest: 1000 })
    const running = call.workspace.entries
      .running()
      .filter((entry) => mayOthersSee(call) || entry.userId === call.caller.userId)
    return paged(
      running.map((entry) => show(call, entry, false)),
      { page },
    )
  }),
  workspaceRoute('/time-entries/:id', {}, (call) => {
    const isHydrated = call.query.boolean('hydrated') ?? false
    const entry = call.workspace.entries.get(call.ids.id ?? '')
    if (entry === undefined) throw notInWorkspace('Time entry')
    checkMaySee(call, entry.userId)
    return ok(isHydrated ? { ...show(call, entry, true), user: null } : show(call, entry, false))
  }),
  workspaceRoute('/time-entries/batch', { method: 'POST' }, (call) => {
    const body = isJsonObject(call.body) ? call.body : undefined
    const ids = body?.timeEntryIds
    if (!Array.isArray(ids)) throw badBody('timeEntryIds is not an array')
    const entries = ids.flatMap((id) => call.workspace.entries.get(String(id)) ?? [])
    for (const { userId } of entries) checkMaySee(call, userId)
    return ok(entries.map((entry) => show(call, entry, body?.hydrated === true)))
  }),
]

/** The edge of a window: parsed to an instant, which is then read again as a clock time of the account's zone. */
function readWindowEdge({ query, quirks, world }: WorkspaceCall, name: string): number | undefined {
  const instant = query.instant(name)
  return instant === undefined || !quirks.shiftsWindows ? instant : instantOfClockTime(instant, world.zone)
}

function checkMaySee(call: WorkspaceCall, userId: string): void {
  if (userId !== call.caller.userId && !mayOthersSee(call)) throw accessDenied()
}

function mayOthersSee({ isAdmin, role }: WorkspaceCall): boolean {
  return isAdmin || role === 'manager'
}

function show({ workspace, world, isAdmin }: WorkspaceCall, entry: TimeEntry, isHydrated: boolean): JsonObject {
  const hidesRates = !isAdmin && workspace.record.workspaceSettings.onlyAdminsSeeBillableRates === true
  const visible = hidesRates ? withoutRates(entry) : entry
  return isHydrated ? hydratedEntry(visible, workspace, world) : visible
}
