import type { WorkspaceCall } from '../http/route.ts'
import { isJsonObject, type Json, type JsonObject } from '../json.ts'
import type { TimeEntry } from '../world/entities.ts'
import type { WorkspaceState } from '../world/workspace-state.ts'

type EntryTest = (entry: TimeEntry) => boolean

/** The entries that a report is about. Running ones are not in it, and of other people only administrators see entries. */
export function reportFilter({ workspace, caller, isAdmin, role }: WorkspaceCall, body: JsonObject): EntryTest {
  const { billable, description, approvalState, invoicingState } = body
  const seesAll = isAdmin || role === 'manager'
  const tests: EntryTest[] = [({ timeInterval }) => timeInterval.end !== null]
  if (!seesAll) tests.push(({ userId }) => userId === caller.userId)
  tests.push(userStatusTest(workspace, body.users))
  tests.push(containsTest(body.users, ({ userId }) => [userId]))
  tests.push(containsTest(body.userGroups, ({ userId }) => groupsOf(workspace, userId)))
  tests.push(containsTest(body.projects, ({ projectId }) => listOf(projectId)))
  tests.push(containsTest(body.tasks, ({ taskId }) => listOf(taskId)))
  tests.push(containsTest(body.tags, ({ tagIds }) => tagIds ?? []))
  tests.push(
    containsTest(body.clients, ({ projectId }) => listOf(workspace.of('projects').get(projectId)?.clientId ?? null)),
  )
  if (typeof billable === 'boolean') tests.push((entry) => entry.billable === billable)
  if (body.withoutDescription === true) tests.push((entry) => entry.description === '')
  if (typeof description === 'string' && description !== '') {
    tests.push((entry) => entry.description.toLowerCase().includes(description.toLowerCase()))
  }
  const factsOf = ({ id }: TimeEntry) => workspace.reportFacts.get(id)
  tests.push(
    stateTest(approvalState, 'APPROVED', 'UNAPPROVED', (entry) => factsOf(entry)?.approvalRequestId !== undefined),
  )
  tests.push(
    stateTest(invoicingState, 'INVOICED', 'UNINVOICED', (entry) => factsOf(entry)?.invoicingInfo !== undefined),
  )
  return (entry) => tests.every((test) => test(entry))
}

/** Entries of users who were removed come with the status ALL alone, and those of deactivated ones not by default. */
function userStatusTest(workspace: WorkspaceState, filter: Json | undefined): EntryTest {
  const status = isJsonObject(filter) && typeof filter.status === 'string' ? filter.status : 'ACTIVE_WITH_PENDING'
  if (status === 'ALL') return () => true
  const wanted = status === 'ACTIVE_WITH_PENDING' ? ['ACTIVE', 'PENDING'] : [status]
  return ({ userId }) => {
    const memberships = workspace.members.get(userId)?.memberships ?? []
    const own = memberships.find(({ membershipType }) => membershipType === 'WORKSPACE')
    return own !== undefined && wanted.includes(own.membershipStatus)
  }
}

function containsTest(filter: Json | undefined, idsOf: (entry: TimeEntry) => readonly string[]): EntryTest {
  if (!isJsonObject(filter) || !Array.isArray(filter.ids) || filter.ids.length === 0) return () => true
  const wanted = new Set(filter.ids.map(String))
  const isExcluding = filter.contains === 'DOES_NOT_CONTAIN'
  return (entry) => idsOf(entry).some((id) => wanted.has(id)) !== isExcluding
}

function stateTest(state: Json | undefined, yes: string, no: string, has: EntryTest): EntryTest {
  if (state === yes) return has
  return state === no ? (entry) => !has(entry) : () => true
}

function groupsOf(workspace: WorkspaceState, userId: string): readonly string[] {
  return workspace
    .of('userGroups')
    .all()
    .flatMap(({ id, userIds }) => (userIds.includes(userId) ? [id] : []))
}

function listOf(id: string | null): readonly string[] {
  return id === null ? [] : [id]
}
