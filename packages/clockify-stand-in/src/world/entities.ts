import type { Json, JsonObject } from '../json.ts'

/** Money in minor units, such as cents. */
export interface Rate extends JsonObject {
  readonly amount: number
  readonly currency: string
}

export interface Membership extends JsonObject {
  readonly userId: string
  readonly hourlyRate: Rate | null
  readonly costRate: Rate | null
  /** The workspace, project or group. */
  readonly targetId: string
  readonly membershipType: 'WORKSPACE' | 'PROJECT' | 'USERGROUP'
  readonly membershipStatus: 'PENDING' | 'ACTIVE' | 'DECLINED' | 'INACTIVE'
}

/** Anything with an id. */
export interface Entity extends JsonObject {
  readonly id: string
}

export interface Workspace extends Entity {
  readonly name: string
  readonly hourlyRate: Rate
  readonly costRate: Rate
  readonly workspaceSettings: JsonObject
  readonly featureSubscriptionType: string | null
  readonly features: readonly string[]
  readonly currencies: readonly JsonObject[]
}

/** A person, the same in all workspaces. */
export interface Account extends Entity {
  readonly email: string
  /** `null` for somebody who has not accepted the invitation. */
  readonly name: string | null
  readonly profilePicture: string
  readonly activeWorkspace: string
  readonly defaultWorkspace: string
  readonly settings: JsonObject | null
  readonly status: string
}

/** What an account is in one workspace. */
export interface Member {
  /** The id of the account. */
  readonly id: string
  readonly memberships: readonly Membership[]
  readonly roles: readonly JsonObject[]
  readonly customFields: readonly JsonObject[]
}

/** A user as `GET /users` shows it. */
export interface User extends Account {
  readonly memberships: readonly Membership[]
  readonly customFields: readonly JsonObject[]
}

export interface Client extends Entity {
  readonly name: string
  readonly archived: boolean
  readonly workspaceId: string
}

export interface Tag extends Entity {
  readonly name: string
  readonly archived: boolean
  readonly workspaceId: string
}

export interface Project extends Entity {
  readonly name: string
  readonly workspaceId: string
  /** `""` when there is no client. */
  readonly clientId: string
  readonly archived: boolean
  readonly billable: boolean
  readonly public: boolean
  readonly color: string
  readonly hourlyRate: Rate | null
  readonly costRate: Rate | null
  readonly memberships: readonly Membership[]
}

export interface Task extends Entity {
  readonly name: string
  readonly projectId: string
  readonly status: 'ACTIVE' | 'DONE'
  readonly assigneeIds: readonly string[]
}

export interface UserGroup extends Entity {
  readonly name: string
  readonly workspaceId: string
  readonly userIds: readonly string[]
  readonly teamManagers: readonly JsonObject[]
}

export interface TimeInterval extends JsonObject {
  readonly start: string
  /** `null` while it runs. */
  readonly end: string | null
  /** ISO 8601; `null` while it runs. */
  readonly duration: string | null
}

/** A time entry as `GET /user/{userId}/time-entries` shows it. */
export interface TimeEntry extends Entity {
  readonly description: string
  readonly tagIds: readonly string[] | null
  readonly userId: string
  readonly billable: boolean
  readonly taskId: string | null
  readonly projectId: string | null
  readonly workspaceId: string
  readonly timeInterval: TimeInterval
  readonly customFieldValues: readonly JsonObject[] | null
  readonly type: string
  readonly kioskId: string | null
  readonly hourlyRate: Rate | null
  readonly costRate: Rate | null
  readonly isLocked: boolean
}

/** An expense with the ids that a single GET shows; lists show the objects instead. */
export interface Expense extends Entity {
  readonly userId: string
  readonly workspaceId: string
  /** `2026-08-20` */
  readonly date: string
  readonly projectId: string | null
  readonly taskId: string | null
  readonly categoryId: string | null
  readonly total: number
  readonly fileName?: Json
}

/** The kinds of entities that a workspace holds besides its members and time entries. */
export interface EntityKinds {
  readonly clients: Client
  readonly tags: Tag
  readonly projects: Project
  readonly tasks: Task
  readonly userGroups: UserGroup
  readonly customFields: Entity
  readonly expenses: Expense
  readonly expenseCategories: Entity
  /** As a single GET shows them, with `items`. */
  readonly invoices: Entity
  /** With `invoiceId`, which the API does not show. */
  readonly invoicePayments: Entity
  /** `{ id, details }`: the row as the list shows it. */
  readonly approvalRequests: Entity
  readonly timeOffPolicies: Entity
  readonly timeOffBalances: Entity
  readonly timeOffRequests: Entity
  readonly holidays: Entity
  readonly assignments: Entity
  readonly webhooks: Entity
}

export type EntityKind = keyof EntityKinds
