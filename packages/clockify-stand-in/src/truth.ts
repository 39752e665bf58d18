import type { JsonObject } from './json.ts'
import { expenseRow } from './views/expense-view.ts'
import { invoiceRow } from './views/invoice-view.ts'
import { userView } from './views/user-view.ts'
import { workspaceView } from './views/workspace-view.ts'
import type { DocumentCode } from './world/change-log.ts'
import type { Client, Entity, Project, Tag, Task, TimeEntry, User, UserGroup, Workspace } from './world/entities.ts'
import type { EntrySelection } from './world/entry-store.ts'
import type { WorkspaceState } from './world/workspace-state.ts'
import type { World } from './world/world.ts'

/** Which time entries; everything that is named has to fit. */
export interface EntryTruthFilter {
  readonly workspaceId?: string
  readonly userId?: string
  /** Entries that start then or later, ISO 8601. */
  readonly from?: string
  /** Entries that start before it. */
  readonly to?: string
  /** Only of users whom `GET /users` still shows; entries of others stand in the detailed report alone. Default: false. */
  readonly isOfMembers?: boolean
}

/** What a perfect copy holds now: plain records as the list endpoints show them to the owner, of one workspace or of all. */
export class Truth {
  readonly #world: World

  constructor(world: World) {
    this.#world = world
  }

  workspaces(): readonly Workspace[] {
    return this.#world.workspaces().map(workspaceView)
  }

  /** Users with all their memberships; somebody in two workspaces comes twice. */
  users(workspaceId?: string): readonly User[] {
    return this.#of(workspaceId).flatMap(({ members }) =>
      members.all().flatMap((member) => {
        const account = this.#world.accounts.get(member.id)
        return account === undefined ? [] : [userView(account, member)]
      }),
    )
  }

  /** Groups with their managers. */
  userGroups(workspaceId?: string): readonly UserGroup[] {
    return this.#of(workspaceId).flatMap((workspace) => workspace.of('userGroups').all())
  }

  clients(workspaceId?: string): readonly Client[] {
    return this.#of(workspaceId).flatMap((workspace) => workspace.of('clients').all())
  }

  tags(workspaceId?: string): readonly Tag[] {
    return this.#of(workspaceId).flatMap((workspace) => workspace.of('tags').all())
  }

  projects(workspaceId?: string): readonly Project[] {
    return this.#of(workspaceId).flatMap((workspace) => workspace.of('projects').all())
  }

  tasks(workspaceId?: string): readonly Task[] {
    return this.#of(workspaceId).flatMap((workspace) => workspace.of('tasks').all())
  }

  customFields(workspaceId?: string): readonly Entity[] {
    return this.#of(workspaceId).flatMap((workspace) => workspace.of('customFields').all())
  }

  expenses(workspaceId?: string): readonly JsonObject[] {
    return this.#of(workspaceId).flatMap((workspace) =>
      workspace
        .of('expenses')
        .all()
        .map((expense) => expenseRow(expense, workspace)),
    )
  }

  expenseCategories(workspaceId?: string): readonly Entity[] {
    return this.#of(workspaceId).flatMap((workspace) => workspace.of('expenseCategories').all())
  }

  invoices(workspaceId?: string): readonly JsonObject[] {
    return this.#of(workspaceId).flatMap((workspace) => workspace.of('invoices').all().map(invoiceRow))
  }

  holidays(workspaceId?: string): readonly Entity[] {
    return this.#of(workspaceId).flatMap((workspace) => workspace.of('holidays').all())
  }

  /** Running ones too, newest first. With a large world ask for `eachTimeEntry`. */
  timeEntries(filter: EntryTruthFilter = {}): readonly TimeEntry[] {
    return [...this.eachTimeEntry(filter)]
  }

  /** The same, one after the other. */
  *eachTimeEntry({ workspaceId, userId, from, to, isOfMembers = false }: EntryTruthFilter = {}): Generator<TimeEntry> {
    const selection: EntrySelection = {
      userId,
      from: from === undefined ? undefined : Date.parse(from),
      to: to === undefined ? undefined : Date.parse(to),
      order: 'descending',
    }
    for (const { entries, members } of this.#of(workspaceId)) {
      for (const entry of entries.each(selection)) {
        if (!isOfMembers || members.get(entry.userId) !== undefined) yield entry
      }
    }
  }

  /** Ids that were there once and are gone, since the server started: time entries, or what the change feed calls otherwise. */
  deletedIds(documentCode: DocumentCode = 'TIME_ENTRY', workspaceId?: string): readonly string[] {
    return this.#of(workspaceId).flatMap(({ changes }) =>
      changes
        .deletions()
        .filter((deletion) => deletion.documentCode === documentCode)
        .map(({ id }) => id),
    )
  }

  #of(workspaceId: string | undefined): readonly WorkspaceState[] {
    return workspaceId === undefined ? this.#world.workspaces() : [this.#world.workspace(workspaceId)]
  }
}
