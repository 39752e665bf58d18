import { ok } from '../http/answer.ts'
import type { Route } from '../http/route.ts'
import { workspaceRoute } from '../http/workspace-route.ts'

/** Definitions of custom fields, never paged. */
export const customFieldRoutes: readonly Route[] = [
  workspaceRoute('/custom-fields', { feature: 'CUSTOM_FIELDS' }, ({ workspace, query }) => {
    const status = query.oneOf('status', ['INACTIVE', 'VISIBLE', 'INVISIBLE'])
    const entityTypes = query.someOf('entity-type', ['TIMEENTRY', 'USER'])
    const name = query.text('name')
    const fields = workspace
      .of('customFields')
      .all()
      .filter((field) => {
        if (status !== undefined && field.status !== status) return false
        if (entityTypes.length > 0 && !entityTypes.some((type) => type === field.entityType)) return false
        return name === undefined || (typeof field.name === 'string' && field.name.includes(name))
      })
    return ok(fields)
  }),
]
