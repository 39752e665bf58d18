import { defaultSettings } from './default-records.ts'
import type { Membership, Project, Task } from './entities.ts'
import { GeneratedEntries } from './generated-entries.ts'
import { hash } from './hash.ts'
import { objectId, type IdKind } from './object-id.ts'
import { planFields } from './plans.ts'
import { readSample } from './read-sample.ts'
import type { ScaleOptions } from './scale-options.ts'
import { workspaceRole } from './user-changes.ts'
import { WorkspaceState } from './workspace-state.ts'
import { World, type WorldOptions } from './world.ts'

const membersPerProject = 4

/** One workspace with as much in it as is asked for, always the same for the same options. */
export function scaleWorld(scale: ScaleOptions, options: WorldOptions): World {
  const builder = new ScaleBuilder(scale, options)
  builder.addPeople()
  builder.addLists()
  builder.addProjects()
  builder.addEntries()
  return builder.world
}

class ScaleBuilder {
  readonly world: World
  readonly #workspace: WorkspaceState
  readonly #scale: ScaleOptions
  readonly #seed: number
  readonly #from: number
  #ids = 0

  constructor(scale: ScaleOptions, options: WorldOptions) {
    this.world = new World(options)
    this.#scale = scale
    this.#seed = scale.seed ?? 1
    this.#from = Date.parse(scale.from ?? '2025-01-01T00:00:00Z')
    const [sample] = readSample('workspaces-list')
    if (sample === undefined) throw new Error('samples/workspaces-list.json is empty')
    const { memberships: _, ...record } = sample
    this.#workspace = new WorkspaceState({ ...record, id: this.#id('workspace'), name: 'Scale', ...planFields('PRO') })
    this.world.putWorkspace(this.#workspace)
  }

  addPeople(): void {
    const { users = 10 } = this.#scale
    for (let index = 0; index < users; index++) {
      const id = this.#id('account')
      const number = String(index + 1).padStart(4, '0')
      const membershipStatus = index % 17 === 16 ? 'INACTIVE' : 'ACTIVE'
      const rate = { amount: 5000 + (hash(this.#seed, index, 10) % 50) * 100, currency: 'USD' }
      this.world.accounts.put({
        id,
        email: `user${number}@example.com`,
        name: `User ${number}`,
        profilePicture: 'https://img.clockify.me/no-user-image.png',
        activeWorkspace: this.#workspace.id,
        defaultWorkspace: this.#workspace.id,
        settings: defaultSettings(this.world.zone),
        status: 'ACTIVE',
      })
      const role = index === 0 ? 'WORKSPACE_OWN' : index === 1 ? 'WORKSPACE_ADMIN' : undefined
      const membership: Membership = {
        userId: id,
        hourlyRate: rate,
        costRate: { ...rate, amount: rate.amount / 2 },
        targetId: this.#workspace.id,
        membershipType: 'WORKSPACE',
        membershipStatus,
      }
      const roles = role === undefined ? [] : [workspaceRole(role, this.#workspace.id)]
      this.#workspace.members.put({ id, memberships: [membership], roles, customFields: [] })
    }
  }

  addLists(): void {
    const { clients = 5, tags = 10, groups = 2 } = this.#scale
    const userIds = this.#userIds()
    for (let index = 0; index < clients; index++) {
      this.world.addClient({ id: this.#id('entity'), name: `Client ${numbered(index)}`, archived: isTenth(index) })
    }
    for (let index = 0; index < tags; index++) {
      this.world.addTag({ id: this.#id('entity'), name: `tag ${numbered(index)}`, archived: isTenth(index) })
    }
    for (let index = 0; index < groups; index++) {
      const members = userIds.filter((_, position) => position % groups === index)
      const managers = members.slice(0, 1).map((id) => ({ id, name: this.world.accounts.get(id)?.name ?? null }))
      const fields = { name: `group ${numbered(index)}`, userIds: members, teamManagers: managers }
      this.world.addGroup({ id: this.#id('entity'), ...fields })
    }
    this.world.add('customFields', { id: this.#id('entity'), name: 'Ticket' })
  }

  addProjects(): void {
    const { projects = 20, tasks = projects * 2 } = this.#scale
    const clientIds = this.#workspace
      .of('clients')
      .all()
      .map(({ id }) => id)
    const userIds = this.#userIds()
    const made: Project[] = []
    for (let index = 0; index < projects; index++) {
      const id = this.#id('entity')
      const billable = index % 3 !== 2
      const project = this.world.addProject({
        id,
        name: `Project ${numbered(index)}`,
        clientId: index % 7 === 6 ? '' : (clientIds[index % clientIds.length] ?? ''),
        billable,
        archived: isTenth(index),
        public: index % 2 === 0,
        hourlyRate: { amount: 6000 + (index % 40) * 100, currency: 'USD' },
        costRate: index % 4 === 0 ? null : { amount: 3000, currency: 'USD' },
        memberships: projectMemberships(id, userIds, index),
      })
      made.push(project)
    }
    for (let index = 0; index < tasks && made.length > 0; index++) {
      const projectId = made[index % made.length]?.id ?? ''
      const status: Task['status'] = index % 5 === 4 ? 'DONE' : 'ACTIVE'
      this.world.addTask({ id: this.#id('entity'), projectId, name: `Task ${numbered(index)}`, status })
    }
  }

  addEntries(): void {
    const { entries = 1000, to = '2026-01-01T00:00:00Z' } = this.#scale
    const tasks = Map.groupBy(this.#workspace.of('tasks').all(), ({ projectId }) => projectId)
    const generated = new GeneratedEntries({
      workspaceId: this.#workspace.id,
      seed: this.#seed,
      count: entries,
      from: this.#from,
      to: Date.parse(to),
      userIds: this.#userIds(),
      projects: this.#workspace
        .of('projects')
        .all()
        .map(({ id, billable, hourlyRate, costRate }) => {
          const taskIds = (tasks.get(id) ?? []).map((task) => task.id)
          return { id, billable, hourlyRate, costRate, taskIds }
        }),
      tagIds: this.#workspace
        .of('tags')
        .all()
        .map(({ id }) => id),
      textFieldId: this.#workspace.of('customFields').all()[0]?.id ?? '',
    })
    this.#workspace.entries.setGenerated(generated)
  }

  #userIds(): readonly string[] {
    return this.#workspace.members.all().map(({ id }) => id)
  }

  /** Everything but entries was created in the minutes before the first entry. */
  #id(kind: IdKind): string {
    this.#ids++
    return objectId(this.#from - 3_600_000 + this.#ids * 100, kind, this.#seed, this.#ids)
  }
}

function projectMemberships(targetId: string, userIds: readonly string[], index: number): readonly Membership[] {
  const chosen = new Set(
    Array.from({ length: membersPerProject }, (_, step) => userIds[(index + step * 7) % userIds.length]),
  )
  return [...chosen].flatMap((userId, position) => {
    if (userId === undefined) return []
    const hourlyRate = position === 0 ? { amount: 9000, currency: 'USD' } : null
    return [
      { userId, hourlyRate, costRate: null, targetId, membershipType: 'PROJECT', membershipStatus: 'ACTIVE' } as const,
    ]
  })
}

function isTenth(index: number): boolean {
  return index % 10 === 9
}

function numbered(index: number): string {
  return String(index + 1).padStart(4, '0')
}
