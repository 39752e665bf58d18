import type { JsonObject } from '../json.ts'
import { fillSampleExtras } from './sample-extras.ts'
import { readSample } from './read-sample.ts'
import { WorkspaceState } from './workspace-state.ts'
import { World, type WorldOptions } from './world.ts'

const adminId = '66f0a1000000000000000205'

/**
 * The world of the files in `samples`: a workspace with everything and a free one, Alice in both. Added to the files: Frank,
 * an administrator, and Erin's account, who was removed and whose time is left.
 */
export function sampleWorld(options: WorldOptions): World {
  const world = new World(options)
  for (const { memberships: _, ...record } of readSample('workspaces-list')) {
    world.putWorkspace(new WorkspaceState(record))
  }
  const [studio, free] = world.workspaces()
  if (studio === undefined || free === undefined) throw new Error('samples/workspaces-list.json needs two workspaces')
  addPeople(world, studio, free)
  for (const group of readSample('user-groups-list')) studio.of('userGroups').put(group)
  for (const client of readSample('clients-list')) studio.of('clients').put(client)
  for (const tag of readSample('tags-list')) studio.of('tags').put(tag)
  for (const project of readSample('projects-list')) studio.of('projects').put(project)
  for (const task of readSample('tasks-list')) studio.of('tasks').put(task)
  for (const field of readSample('custom-fields-list')) studio.of('customFields').put(field)
  for (const entry of readSample('time-entries-list-newest-first')) studio.entries.put(entry)
  studio.of('expenses').put({ ...readSample('expense-single-get'), date: '2026-08-20', fileName: 'taxi.png' })
  addRemovedUser(world, studio)
  fillSampleExtras(studio)
  return world
}

function addPeople(world: World, studio: WorkspaceState, free: WorkspaceState): void {
  const { roles: ownerRoles } = readSample('user-with-roles')
  for (const { memberships, customFields, ...account } of readSample('users-list-memberships-all')) {
    const isOwner = account.email === 'alice@example.com'
    world.accounts.put({ ...account, settings: inZone(account.settings, world.zone) })
    studio.members.put({ id: account.id, memberships, customFields, roles: isOwner ? ownerRoles : [] })
    if (!isOwner) continue
    world.addUser({ id: account.id, role: 'WORKSPACE_OWN' }, free.id)
    world.accounts.put({
      ...account,
      id: adminId,
      email: 'frank@example.com',
      name: 'Frank Admin',
      settings: inZone(account.settings, world.zone),
    })
  }
  world.addUser({ id: adminId, role: 'WORKSPACE_ADMIN' }, studio.id)
  studio.memberProfiles.set('66f0a1000000000000000202', readSample('member-profile'))
}

/** Erin's entry stands in the detailed report alone. */
function addRemovedUser(world: World, studio: WorkspaceState): void {
  const { timeentries } = readSample('detailed-report-response')
  const row = timeentries.find(({ userName }) => userName === 'Erin Deleted')
  const alice = world.accounts.all()[0]
  if (row === undefined || alice === undefined)
    throw new Error('samples/detailed-report-response.json has no removed user')
  const userId = row.userId
  world.accounts.put({ ...alice, id: userId, email: row.userEmail, name: row.userName })
  studio.entries.put({
    id: row._id,
    description: row.description,
    tagIds: [],
    userId,
    billable: true,
    taskId: null,
    projectId: row.projectId,
    workspaceId: studio.id,
    timeInterval: { start: '2025-11-03T08:00:00Z', end: '2025-11-03T09:00:00Z', duration: 'PT1H' },
    customFieldValues: [],
    type: 'REGULAR',
    kioskId: null,
    hourlyRate: { amount: 8000, currency: 'USD' },
    costRate: { amount: 4500, currency: 'USD' },
    isLocked: false,
  })
  studio.reportFacts.set('66f0a1000000000000000801', { invoicingInfo: { manuallyInvoiced: true } })
}

function inZone(settings: JsonObject | null, timeZone: string): JsonObject | null {
  return settings === null ? null : { ...settings, timeZone }
}
