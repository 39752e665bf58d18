import type { Clockify, JsonObject } from '@millrace/clockify-stand-in'
import type { ClockifyStreamName } from '../../src/index.ts'
import { byId } from './stored-records.ts'

export type PaidStreamName =
  | 'expenses'
  | 'expense_categories'
  | 'invoices'
  | 'approval_requests'
  | 'time_off_policies'
  | 'time_off_balances'
  | 'time_off_requests'
  | 'holidays'
  | 'assignments'

/** Streams of features that only some plans have. */
export const paidStreams: readonly PaidStreamName[] = [
  'expenses',
  'expense_categories',
  'invoices',
  'approval_requests',
  'time_off_policies',
  'time_off_balances',
  'time_off_requests',
  'holidays',
  'assignments',
]

export type ListStreamName = Exclude<
  ClockifyStreamName,
  'time_entries' | 'running_time_entries' | 'time_entry_reports' | PaidStreamName
>

/** Streams whose tables are a copy of lists. */
export const listStreams: readonly ListStreamName[] = [
  'workspaces',
  'projects',
  'clients',
  'users',
  'user_groups',
  'tags',
  'tasks',
  'custom_fields',
]

/** What the tables of a stream must hold, from what the stand-in knows; written anew, not with the connector's own means. */
export function expectedRecords(server: Clockify, stream: ListStreamName): Readonly<Record<string, unknown>> {
  return byId(recordsOf(server, stream).map((record) => ({ ...record, created_at: birthOf(record['id']) })))
}

function recordsOf({ truth, world }: Clockify, stream: ListStreamName): readonly JsonObject[] {
  switch (stream) {
    case 'workspaces':
      return truth.workspaces().map(({ workspaceSettings, ...workspace }) => {
        const settings = workspaceSettings as JsonObject & { readonly round: JsonObject }
        return { ...workspace, ...settings, round: { ...settings.round, minutes: Number(settings.round['minutes']) } }
      })
    case 'projects':
      return truth.projects().map((project) => ({
        ...project,
        clientId: project.clientId === '' ? null : project.clientId,
        clientName: project['clientName'] === '' ? null : project['clientName'],
      }))
    case 'clients':
      return truth.clients()
    case 'users':
      return uniteUsers(world)
    case 'user_groups':
      return truth.userGroups()
    case 'tags':
      return truth.tags()
    case 'tasks':
      return world.workspaces().flatMap(({ id }) => truth.tasks(id).map((task) => ({ ...task, workspaceId: id })))
    case 'custom_fields':
      return truth.customFields()
    default:
      return stream satisfies never
  }
}

function uniteUsers(world: Clockify['world']): readonly JsonObject[] {
  return world.accounts.all().flatMap((account) => {
    const members = world.workspaces().flatMap((workspace) => workspace.members.get(account.id) ?? [])
    if (members.length === 0) return []
    const all = (list: 'memberships' | 'roles' | 'customFields'): readonly JsonObject[] =>
      members
        .flatMap((member): readonly JsonObject[] => member[list])
        .map((element) => ({ ...element, userId: undefined }))
    return [{ ...account, memberships: all('memberships'), roles: all('roles'), customFields: all('customFields') }]
  })
}

function birthOf(id: unknown): string {
  return new Date(Number.parseInt(String(id).slice(0, 8), 16) * 1_000).toISOString().replace('.000', '')
}
