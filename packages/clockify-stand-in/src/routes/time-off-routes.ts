import { ok, type Answer } from '../http/answer.ts'
import { accessDenied, badBody, badEnum, badInstant, notInWorkspace } from '../http/api-error.ts'
import { checkPage, paged, readPage, type PageRequest } from '../http/paging.ts'
import type { Route, WorkspaceCall } from '../http/route.ts'
import { sortRows, type SortKeys } from '../http/sort-rows.ts'
import { workspaceRoute } from '../http/workspace-route.ts'
import { isJsonObject, type Json, type JsonObject } from '../json.ts'
import { parseInstant } from '../time/instant.ts'
import type { Entity } from '../world/entities.ts'

const limits = { largest: 200 }
const requestStatuses = ['PENDING', 'APPROVED', 'REJECTED', 'ALL']

const balanceKeys: SortKeys<Entity> = {
  USER: ({ userName }) => userName,
  POLICY: ({ policyName }) => policyName,
  USED: ({ used }) => used,
  BALANCE: ({ balance }) => balance,
  TOTAL: ({ total }) => total,
}

/** Policies, balances and requests of time off. */
export const timeOffRoutes: readonly Route[] = [
  workspaceRoute('/time-off/policies', { feature: 'TIME_OFF' }, ({ workspace, query }) => {
    const page = readPage(query, limits)
    const status = query.oneOf('status', ['ACTIVE', 'ARCHIVED', 'ALL']) ?? 'ACTIVE'
    const name = query.text('name')
    const policies = workspace
      .of('timeOffPolicies')
      .all()
      .filter((policy) => {
        if (status !== 'ALL' && (policy.archived === true) !== (status === 'ARCHIVED')) return false
        return name === undefined || (typeof policy.name === 'string' && policy.name.includes(name))
      })
    return paged(policies, { page })
  }),
  workspaceRoute('/time-off/policies/:id', { feature: 'TIME_OFF' }, ({ workspace, ids }) => {
    const policy = workspace.of('timeOffPolicies').get(ids.id)
    if (policy === undefined) throw notInWorkspace('Policy')
    return ok(policy)
  }),
  workspaceRoute('/time-off/balance/policy/:id', { feature: 'TIME_OFF', isForAdmins: true }, (call) => {
    const page = readPage(call.query, limits)
    if (call.workspace.of('timeOffPolicies').get(call.ids.id) === undefined) throw notInWorkspace('Policy')
    return listBalances(call, page, ({ policyId }) => policyId === call.ids.id)
  }),
  workspaceRoute('/time-off/balance/user/:id', { feature: 'TIME_OFF' }, (call) => {
    const page = readPage(call.query, limits)
    if (!call.isAdmin && call.ids.id !== call.caller.userId) throw accessDenied()
    if (call.workspace.members.get(call.ids.id) === undefined) throw notInWorkspace('User')
    return listBalances(call, page, ({ userId }) => userId === call.ids.id)
  }),
  workspaceRoute('/time-off/requests', { feature: 'TIME_OFF', method: 'POST' }, searchRequests),
]

function listBalances(
  { workspace, query }: WorkspaceCall,
  page: PageRequest,
  filter: (balance: Entity) => boolean,
): Answer {
  const balances = workspace.of('timeOffBalances').all().filter(filter)
  // This list alone calls its column `sort`.
  const column = query.oneOf('sort', Object.keys(balanceKeys)) ?? 'USER'
  const rows = sortRows(balances, query, balanceKeys, column)
  return paged(rows, { page, wrap: (part) => ({ count: rows.length, balances: part }) })
}

/** A search although its name says otherwise; there is no `last-page`. */
function searchRequests({ workspace, body, caller, isAdmin }: WorkspaceCall): Answer {
  if (!isJsonObject(body)) throw badBody('Required request body is missing')
  const { offset, limit } = checkPage(Number(body.page ?? 1), Number(body.pageSize ?? 50), limits)
  const statuses = texts(body.statuses)
  if (statuses.some((status) => !requestStatuses.includes(status))) throw badEnum('statuses', requestStatuses)
  const users = texts(body.users)
  const [from, to] = [readInstant(body, 'start') ?? -Infinity, readInstant(body, 'end') ?? Infinity]
  const requests = workspace
    .of('timeOffRequests')
    .all()
    .filter((request) => {
      if (!isAdmin && request.userId !== caller.userId) return false
      if (users.length > 0 && !users.some((id) => id === request.userId)) return false
      const { period } = isJsonObject(request.timeOffPeriod) ? request.timeOffPeriod : {}
      const { start, end } = isJsonObject(period) ? period : {}
      if (typeof start === 'string' && Date.parse(start) > to) return false
      if (typeof end === 'string' && Date.parse(end) < from) return false
      const { statusType } = isJsonObject(request.status) ? request.status : {}
      return statuses.length === 0 || statuses.includes('ALL') || statuses.some((status) => status === statusType)
    })
  return ok({ count: requests.length, requests: requests.slice(offset, offset + limit) })
}

function texts(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? value.map(String) : []
}

function readInstant(body: JsonObject, name: string): number | undefined {
  const value = body[name]
  if (value === undefined || value === null) return undefined
  const instant = typeof value === 'string' ? parseInstant(value) : undefined
  if (instant === undefined) throw badInstant(name)
  return instant
}
