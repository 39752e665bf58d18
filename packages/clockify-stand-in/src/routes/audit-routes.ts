import { ok } from '../http/answer.ts'
import { auditRefusal } from '../http/api-error.ts'
import type { Route } from '../http/route.ts'
import { workspaceRoute } from '../http/workspace-route.ts'
import { isJsonObject, textOf } from '../json.ts'
import { parseInstant } from '../time/instant.ts'

const largestPage = 50

/** The audit log, on a host of its own that refuses with the body of its web framework. */
export const auditRoutes: readonly Route[] = [
  workspaceRoute('/audit-log', { host: 'audit', method: 'POST', feature: 'AUDIT_LOG', isForAdmins: true }, (call) => {
    const { workspace, body, world, ids } = call
    const refused = auditRefusal(`/v1/workspaces/${ids.workspaceId ?? ''}/audit-log`, world.now())
    if (!isJsonObject(body)) throw refused
    const { actions, authors, start, end, page = 1, 'page-size': size = largestPage } = body
    const [from, to] = [readInstant(start), readInstant(end)]
    if (from === undefined || to === undefined || !isJsonObject(authors)) throw refused
    if (!Array.isArray(actions) || actions.some((action) => !/^[A-Z][A-Z_]+$/.test(String(action)))) throw refused
    if (typeof page !== 'number' || page < 1) throw refused
    if (typeof size !== 'number' || size < 1 || size > largestPage) throw refused
    const authorIds = Array.isArray(authors.authorIds) ? authors.authorIds : []
    const isExcluding = authors.contains === 'DOES_NOT_CONTAIN'
    const rows = workspace.auditLog.filter(({ action, timestamp, userId }) => {
      const at = Date.parse(textOf(timestamp))
      if (at < from || at > to || !actions.includes(action ?? null)) return false
      return authorIds.includes(userId ?? null) !== isExcluding
    })
    return ok(rows.slice((page - 1) * size, page * size))
  }),
]

function readInstant(value: unknown): number | undefined {
  return typeof value === 'string' ? parseInstant(value) : undefined
}
