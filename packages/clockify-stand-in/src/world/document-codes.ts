import type { DocumentCode } from './change-log.ts'
import type { EntityKind } from './entities.ts'

const codes: Readonly<Partial<Record<EntityKind, DocumentCode>>> = {
  clients: 'CLIENTS',
  tags: 'TAGS',
  projects: 'PROJECTS',
  tasks: 'TASKS',
  userGroups: 'USER_GROUPS',
  customFields: 'CUSTOM_FIELDS',
  invoices: 'INVOICES',
  approvalRequests: 'APPROVAL_REQUESTS',
  timeOffPolicies: 'PTO_POLICY',
  timeOffBalances: 'BALANCE',
  timeOffRequests: 'TIME_OFF_REQUEST',
  holidays: 'HOLIDAYS',
  assignments: 'SCHEDULED_ASSIGNMENT',
}

/** What the change feed calls a kind of entities; it does not know all of them. */
export function documentCodeOf(kind: EntityKind): DocumentCode | undefined {
  return codes[kind]
}

/** The kind of entities behind a name of the change feed. */
export function kindOfDocuments(code: DocumentCode): EntityKind | undefined {
  for (const [kind, candidate] of Object.entries(codes)) if (candidate === code) return kind as EntityKind
  return undefined
}
