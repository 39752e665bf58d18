import { readFileSync } from 'node:fs'
import type { JsonObject } from '../json.ts'
import type { Client, Entity, Expense, Project, Tag, Task, TimeEntry, User, UserGroup, Workspace } from './entities.ts'

/** A row of the detailed report, as far as the world needs it. */
interface SampleReportRow {
  readonly _id: string
  readonly description: string
  readonly userId: string
  readonly userName: string
  readonly userEmail: string
  readonly projectId: string
}

/** The files of the folder `samples`, by their names. */
export interface SampleFiles {
  readonly 'approval-requests-list': readonly (JsonObject & { readonly approvalRequest: Entity })[]
  readonly 'audit-log-response': readonly JsonObject[]
  readonly 'clients-list': readonly Client[]
  readonly 'custom-fields-list': readonly Entity[]
  readonly 'detailed-report-response': { readonly timeentries: readonly SampleReportRow[] }
  readonly 'entities-created-response': readonly JsonObject[]
  readonly 'entities-deleted-response': readonly JsonObject[]
  readonly 'entities-updated-response': readonly JsonObject[]
  readonly 'expense-categories-list': { readonly categories: readonly Entity[] }
  readonly 'expense-single-get': Expense
  readonly 'holidays-list': readonly Entity[]
  readonly 'invoice-payments-list': readonly Entity[]
  readonly 'invoice-single-get': Entity
  readonly 'member-profile': JsonObject
  readonly 'projects-list': readonly Project[]
  readonly 'scheduling-assignments-all': readonly Entity[]
  readonly 'tags-list': readonly Tag[]
  readonly 'tasks-list': readonly Task[]
  readonly 'time-entries-list-newest-first': readonly TimeEntry[]
  readonly 'time-off-balances-envelope': { readonly balances: readonly Entity[] }
  readonly 'time-off-policies-list': readonly Entity[]
  readonly 'time-off-requests-search-response': { readonly requests: readonly Entity[] }
  readonly 'user-groups-list': readonly UserGroup[]
  readonly 'user-with-roles': { readonly roles: readonly JsonObject[] }
  readonly 'users-list-memberships-all': readonly User[]
  readonly 'webhooks-list': { readonly webhooks: readonly Entity[] }
  readonly 'workspaces-list': readonly Workspace[]
}

export function readSample<Name extends keyof SampleFiles>(name: Name): SampleFiles[Name] {
  const file = new URL(`../../samples/${name}.json`, import.meta.url)
  return JSON.parse(readFileSync(file, 'utf8')) as SampleFiles[Name]
}
