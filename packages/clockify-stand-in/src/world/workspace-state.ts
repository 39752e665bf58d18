import { ChangeLog } from './change-log.ts'
import { Collection } from './collection.ts'
import type { EntityKind, EntityKinds, Member, Workspace } from './entities.ts'
import { EntryStore } from './entry-store.ts'
import type { JsonObject } from '../json.ts'

/** What a member may do. */
export type Role = 'owner' | 'admin' | 'manager' | 'member'

/** What the detailed report knows of an entry and the list does not show. */
export interface ReportFacts {
  readonly approvalRequestId?: string
  readonly invoicingInfo?: JsonObject
}

/** Everything in one workspace. */
export class WorkspaceState {
  /** As `GET /workspaces` shows it, but without memberships, which the members have. */
  record: Workspace
  readonly members: Collection<Member> = new Collection()
  readonly entries: EntryStore = new EntryStore()
  readonly changes: ChangeLog = new ChangeLog()
  /** By the id of the time entry. */
  readonly reportFacts: Map<string, ReportFacts> = new Map()
  /** Items that the feed shows besides the changes of the world. */
  readonly feedItems: {
    readonly created: JsonObject[]
    readonly updated: JsonObject[]
    readonly deleted: JsonObject[]
  } = {
    created: [],
    updated: [],
    deleted: [],
  }
  readonly auditLog: JsonObject[] = []
  /** By the id of the user. */
  readonly memberProfiles: Map<string, JsonObject> = new Map()
  readonly #collections: { readonly [K in EntityKind]: Collection<EntityKinds[K]> } = {
    clients: new Collection(),
    tags: new Collection(),
    projects: new Collection(),
    tasks: new Collection(),
    userGroups: new Collection(),
    customFields: new Collection(),
    expenses: new Collection(),
    expenseCategories: new Collection(),
    invoices: new Collection(),
    invoicePayments: new Collection(),
    approvalRequests: new Collection(),
    timeOffPolicies: new Collection(),
    timeOffBalances: new Collection(),
    timeOffRequests: new Collection(),
    holidays: new Collection(),
    assignments: new Collection(),
    webhooks: new Collection(),
  }

  constructor(record: Workspace) {
    this.record = record
  }

  get id(): string {
    return this.record.id
  }

  of<K extends EntityKind>(kind: K): Collection<EntityKinds[K]> {
    return this.#collections[kind]
  }

  hasFeature(feature: string): boolean {
    return this.record.features.includes(feature)
  }

  /** The role of somebody whose membership is active. */
  roleOf(userId: string): Role | undefined {
    const member = this.members.get(userId)
    const membership = member?.memberships.find(({ membershipType }) => membershipType === 'WORKSPACE')
    if (member === undefined || membership?.membershipStatus !== 'ACTIVE') return undefined
    const names = member.roles.map(({ role }) => role)
    if (names.includes('WORKSPACE_OWN')) return 'owner'
    if (names.includes('WORKSPACE_ADMIN')) return 'admin'
    return names.includes('TEAM_MANAGER') ? 'manager' : 'member'
  }
}
