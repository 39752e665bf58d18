import type { JsonObject } from '../json.ts'
import { formatInstant } from '../time/instant.ts'
import { userView } from '../views/user-view.ts'
import { workspaceView } from '../views/workspace-view.ts'
import type { DocumentCode } from './change-log.ts'
import { Collection } from './collection.ts'
import { defaultRecord } from './default-records.ts'
import { documentCodeOf } from './document-codes.ts'
import type {
  Account,
  Client,
  EntityKind,
  EntityKinds,
  Project,
  Tag,
  Task,
  TimeEntry,
  User,
  UserGroup,
  Workspace,
} from './entities.ts'
import { addEntry, deleteEntry, editEntry, moveEntry, type EntryFields } from './entry-changes.ts'
import { objectId, type IdKind } from './object-id.ts'
import { planFields, type Plan } from './plans.ts'
import { addUser, joinProject, removeUser, setMembershipStatus, type NewUser } from './user-changes.ts'
import { WorkspaceState, type ReportFacts } from './workspace-state.ts'
import type { WorldBasics } from './world-basics.ts'

export interface WorldOptions {
  readonly zone: string
  /** Milliseconds since 1970. */
  readonly now: () => number
}

/** All that the server knows. What changes here is answered from the next request on. */
export class World implements WorldBasics {
  readonly accounts: Collection<Account> = new Collection()
  /** The time zone of all accounts. */
  readonly zone: string
  readonly #clock: () => number
  readonly #workspaces: Collection<WorkspaceState> = new Collection()
  #mintedIds = 0

  constructor({ zone, now }: WorldOptions) {
    this.zone = zone
    this.#clock = now
  }

  /** Milliseconds since 1970, by the clock of this world. */
  now(): number {
    return this.#clock()
  }

  workspaces(): readonly WorkspaceState[] {
    return this.#workspaces.all()
  }

  /** A workspace by its id; the first one when none is named. */
  workspace(id?: string): WorkspaceState {
    const workspace = id === undefined ? this.workspaces()[0] : this.findWorkspace(id)
    if (workspace === undefined) throw new Error(`workspace ${id ?? ''} does not exist`)
    return workspace
  }

  findWorkspace(id: string): WorkspaceState | undefined {
    return this.#workspaces.get(id)
  }

  putWorkspace(workspace: WorkspaceState): void {
    this.#workspaces.put(workspace)
  }

  /** A new workspace with the settings of the first one. Its owner is an account that exists, else a new one. */
  addWorkspace(options: { readonly name?: string; readonly plan?: Plan; readonly ownerId?: string } = {}): Workspace {
    const { name = `Workspace ${this.workspaces().length + 1}`, plan = 'PRO', ownerId } = options
    const record = { ...this.workspace().record, id: this.mintId('workspace'), name, ...planFields(plan) }
    const workspace = new WorkspaceState(record)
    this.putWorkspace(workspace)
    this.addUser({ ...(ownerId === undefined ? {} : { id: ownerId }), role: 'WORKSPACE_OWN' }, workspace.id)
    return workspaceView(workspace)
  }

  /** Another plan with its features; routes of others answer 403 from now on. */
  setPlan(workspaceId: string, plan: Plan): Workspace {
    const workspace = this.workspace(workspaceId)
    workspace.record = { ...workspace.record, ...planFields(plan) }
    return workspaceView(workspace)
  }

  addUser(user: NewUser = {}, workspaceId?: string): User {
    return addUser(this, this.workspace(workspaceId), user)
  }

  /** Other values in the account, in all workspaces. */
  editUser(id: string, changes: JsonObject): User {
    const account = this.accounts.get(id)
    if (account === undefined) throw new Error(`user ${id} does not exist`)
    const changed: Account = { ...account, ...changes }
    this.accounts.put(changed)
    const workspaces = this.workspaces().filter(({ members }) => members.get(id) !== undefined)
    for (const workspace of workspaces) this.noteUpdate(workspace, id)
    return userView(changed, workspaces[0]?.members.get(id) ?? { memberships: [], customFields: [] })
  }

  /** The user stays in the list, all memberships are INACTIVE. */
  deactivateUser(id: string, workspaceId?: string): User {
    return setMembershipStatus(this, this.workspace(workspaceId), id, 'INACTIVE')
  }

  reactivateUser(id: string, workspaceId?: string): User {
    return setMembershipStatus(this, this.workspace(workspaceId), id, 'ACTIVE')
  }

  /** The user vanishes from the list; the time entries stay. */
  removeUser(id: string, workspaceId?: string): void {
    removeUser(this, this.workspace(workspaceId), id)
  }

  /** Adds an entity of any kind; members that are not named get a default. */
  add<K extends EntityKind>(kind: K, fields: Partial<EntityKinds[K]> = {}, workspaceId?: string): EntityKinds[K] {
    const workspace = this.workspace(workspaceId)
    const id = fields.id ?? this.mintId('entity')
    const entity = { id, ...defaultRecord(kind, workspace), ...fields } as EntityKinds[K]
    workspace.of(kind).put(entity)
    return entity
  }

  edit<K extends EntityKind>(kind: K, id: string, changes: Partial<EntityKinds[K]>): EntityKinds[K] {
    const workspace = this.#workspaceOf(kind, id)
    const entity = { ...workspace.of(kind).get(id), ...changes } as EntityKinds[K]
    workspace.of(kind).put(entity)
    this.noteUpdate(workspace, id)
    return entity
  }

  delete(kind: EntityKind, id: string): void {
    const workspace = this.#workspaceOf(kind, id)
    const document = workspace.of(kind).get(id) ?? { id }
    workspace.of(kind).delete(id)
    const code = documentCodeOf(kind)
    if (code !== undefined) this.noteDeletion(workspace, id, code, document)
  }

  addClient(fields: Partial<Client> = {}, workspaceId?: string): Client {
    return this.add('clients', fields, workspaceId)
  }

  archiveClient(id: string): Client {
    return this.edit('clients', id, { archived: true })
  }

  addTag(fields: Partial<Tag> = {}, workspaceId?: string): Tag {
    return this.add('tags', fields, workspaceId)
  }

  archiveTag(id: string): Tag {
    return this.edit('tags', id, { archived: true })
  }

  /** Members that `memberships` names have the project among theirs. */
  addProject(fields: Partial<Project> = {}, workspaceId?: string): Project {
    const workspace = this.workspace(workspaceId)
    const clientName = workspace.of('clients').get(fields.clientId)?.name ?? ''
    const project = this.add('projects', { clientName, ...fields }, workspaceId)
    joinProject(workspace, project.memberships)
    return project
  }

  archiveProject(id: string): Project {
    return this.edit('projects', id, { archived: true })
  }

  /** A task of the project that `projectId` names. */
  addTask(fields: Partial<Task> & Pick<Task, 'projectId'>, workspaceId?: string): Task {
    return this.add('tasks', fields, workspaceId ?? this.#workspaceOf('projects', fields.projectId).id)
  }

  finishTask(id: string): Task {
    return this.edit('tasks', id, { status: 'DONE' })
  }

  addGroup(fields: Partial<UserGroup> = {}, workspaceId?: string): UserGroup {
    return this.add('userGroups', fields, workspaceId)
  }

  addEntry(fields: EntryFields = {}, workspaceId?: string): TimeEntry {
    return addEntry(this, this.workspace(workspaceId), fields)
  }

  editEntry(id: string, changes: EntryFields): TimeEntry {
    return editEntry(this, this.#workspaceOfEntry(id), id, changes)
  }

  moveEntry(id: string, start: string): TimeEntry {
    return moveEntry(this, this.#workspaceOfEntry(id), id, start)
  }

  deleteEntry(id: string): void {
    deleteEntry(this, this.#workspaceOfEntry(id), id)
  }

  startTimer(fields: EntryFields = {}, workspaceId?: string): TimeEntry {
    return this.addEntry({ start: formatInstant(this.now()), ...fields, end: null }, workspaceId)
  }

  /** Ends a running entry. Default: now. */
  stopTimer(id: string, end: string = formatInstant(this.now())): TimeEntry {
    return this.editEntry(id, { end })
  }

  /** What only the detailed report shows of an entry. */
  setReportFacts(id: string, facts: ReportFacts): void {
    this.#workspaceOfEntry(id).reportFacts.set(id, facts)
  }

  /** A field nobody knows, in all time entries from now on. */
  addField(name: string, value: JsonObject[string], workspaceId?: string): void {
    this.workspace(workspaceId).entries.addField(name, value)
  }

  /** A new id, which says the time of this world as its creation. */
  mintId(kind: IdKind): string {
    this.#mintedIds++
    return objectId(this.now(), kind, 0xffff, this.#mintedIds)
  }

  noteUpdate(workspace: WorkspaceState, id: string): void {
    workspace.changes.noteUpdate(id, this.now())
  }

  noteDeletion(workspace: WorkspaceState, id: string, documentCode: DocumentCode, document: JsonObject): void {
    workspace.changes.noteDeletion({ id, documentCode, deletedAt: this.now(), document })
  }

  #workspaceOf(kind: EntityKind, id: string): WorkspaceState {
    const workspace = this.workspaces().find((candidate) => candidate.of(kind).get(id) !== undefined)
    if (workspace === undefined) throw new Error(`there is nothing with the id ${id} among the ${kind}`)
    return workspace
  }

  #workspaceOfEntry(id: string): WorkspaceState {
    const workspace = this.workspaces().find(({ entries }) => entries.get(id) !== undefined)
    if (workspace === undefined) throw new Error(`time entry ${id} does not exist`)
    return workspace
  }
}
