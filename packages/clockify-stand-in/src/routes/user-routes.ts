import { ok } from '../http/answer.ts'
import { accessDenied, notInWorkspace } from '../http/api-error.ts'
import { checkPage, paged, readPage } from '../http/paging.ts'
import type { Route, WorkspaceCall } from '../http/route.ts'
import { sortRows, type SortKeys } from '../http/sort-rows.ts'
import { Parameters } from '../http/parameters.ts'
import { isJsonObject, textOf, type JsonObject } from '../json.ts'
import { userView } from '../views/user-view.ts'
import type { Member, Membership, User } from '../world/entities.ts'

import { workspaceRoute } from '../http/workspace-route.ts'

const membershipKinds = ['NONE', 'ALL', 'WORKSPACE', 'PROJECT', 'USERGROUP'] as const
const membershipStatuses = ['PENDING', 'ACTIVE', 'DECLINED', 'INACTIVE', 'ALL'] as const
const accountStatuses = [
  'ACTIVE',
  'DELETED',
  'LIMITED',
  'LIMITED_DELETED',
  'NOT_REGISTERED',
  'PENDING_EMAIL_VERIFICATION',
] as const
/** What a list shows when nobody names account statuses: neither kiosk users nor deleted accounts. */
const usualAccountStatuses: readonly string[] = ['ACTIVE', 'PENDING_EMAIL_VERIFICATION', 'NOT_REGISTERED']

const sortKeys: SortKeys<User> = {
  ID: ({ id }) => id,
  EMAIL: ({ email }) => email,
  NAME: ({ name }) => name,
  NAME_LOWERCASE: ({ name }) => name?.toLowerCase(),
  ACCESS: ({ email }) => email,
  HOURLYRATE: ({ memberships }) => memberships[0]?.hourlyRate?.amount,
  COSTRATE: ({ memberships }) => memberships[0]?.costRate?.amount,
}

/** Users, what their profiles say, and who manages them. */
export const userRoutes: readonly Route[] = [
  workspaceRoute('/users', { isForAdmins: true }, (call) => {
    const page = readPage(call.query)
    return paged(listUsers(call, call.query), { page })
  }),
  workspaceRoute('/users/info', { method: 'POST', isForAdmins: true }, (call) => {
    const body = isJsonObject(call.body) ? call.body : {}
    const { offset, limit } = checkPage(Number(body.page ?? 1), Number(body.pageSize ?? 50))
    // The search does not say whether its page is the last.
    return ok(listUsers(call, queryOfBody(body)).slice(offset, offset + limit))
  }),
  workspaceRoute('/member-profile/:userId', {}, ({ world, workspace, ids, caller, isAdmin }) => {
    if (!isAdmin && ids.userId !== caller.userId) throw accessDenied()
    const account = world.accounts.get(ids.userId)
    if (account === undefined || workspace.members.get(ids.userId) === undefined) throw notInWorkspace('User')
    const profile = workspace.memberProfiles.get(account.id)
    return ok(
      profile ?? {
        email: account.email,
        hasPassword: true,
        hasPendingApprovalRequest: false,
        imageUrl: account.profilePicture,
        name: account.name,
        userCustomFieldValues: [],
        weekStart: 'MONDAY',
        workCapacity: 'PT7H',
        workingDays: ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY'],
        workspaceNumber: 1,
      },
    )
  }),
  workspaceRoute('/users/:userId/managers', { isForAdmins: true }, ({ world, workspace, ids, query }) => {
    const page = readPage(query)
    if (workspace.members.get(ids.userId) === undefined) throw notInWorkspace('User')
    const groups = workspace
      .of('userGroups')
      .all()
      .filter(({ userIds }) => userIds.includes(ids.userId ?? ''))
    const managerIds = new Set(groups.flatMap(({ teamManagers }) => teamManagers.map(({ id }) => textOf(id))))
    const managers = [...managerIds].flatMap((id) => {
      const account = world.accounts.get(id)
      const member = workspace.members.get(id)
      return account === undefined || member === undefined ? [] : [userView(account, member, [])]
    })
    return paged(managers, { page })
  }),
]

function listUsers({ world, workspace }: WorkspaceCall, query: Parameters): readonly JsonObject[] {
  const kind = query.oneOf('memberships', membershipKinds) ?? 'NONE'
  const status = query.oneOf('status', membershipStatuses) ?? 'ALL'
  const named = query.someOf('account-statuses', accountStatuses)
  const statuses: readonly string[] = named.length > 0 ? named : usualAccountStatuses
  const withRoles = query.boolean('include-roles') ?? false
  const [email, name, projectId] = [query.text('email'), query.text('name'), query.text('project-id')]
  const users = workspace.members.all().flatMap((member) => {
    const account = world.accounts.get(member.id)
    if (account === undefined || !statuses.includes(account.status)) return []
    if (status !== 'ALL' && workspaceStatus(member) !== status) return []
    if (email !== undefined && !account.email.includes(email)) return []
    if (name !== undefined && !(account.name ?? '').toLowerCase().includes(name.toLowerCase())) return []
    if (projectId !== undefined && !member.memberships.some(({ targetId }) => targetId === projectId)) return []
    return [userView(account, member)]
  })
  return sortRows(users, query, sortKeys, 'EMAIL').map((user) => ({
    ...user,
    memberships: user.memberships.filter((membership) => isOfKind(membership, kind)),
    ...(withRoles ? { roles: workspace.members.get(user.id)?.roles ?? [] } : {}),
  }))
}

function isOfKind({ membershipType }: Membership, kind: (typeof membershipKinds)[number]): boolean {
  return kind === 'ALL' || kind === membershipType
}

function workspaceStatus({ memberships }: Member): string | undefined {
  return memberships.find(({ membershipType }) => membershipType === 'WORKSPACE')?.membershipStatus
}

/** The filters of the search are those of the list, in camel case. */
function queryOfBody(body: JsonObject): Parameters {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(body)) {
    const text = Array.isArray(value) ? value.join(',') : value
    if (text === undefined || text === null || typeof text === 'object') continue
    query.set(
      name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
      String(text),
    )
  }
  return new Parameters(query)
}
