import { ok } from '../http/answer.ts'
import type { Route } from '../http/route.ts'
import { workspaceRoute } from '../http/workspace-route.ts'
import { isJsonObject, textOf } from '../json.ts'
import { formatInstant } from '../time/instant.ts'
import type { Entity } from '../world/entities.ts'

/** Holidays, never paged. */
export const holidayRoutes: readonly Route[] = [
  workspaceRoute('/holidays', { feature: 'TIME_OFF' }, ({ workspace, query }) => {
    const assignedTo = query.text('assigned-to')
    return ok(
      workspace
        .of('holidays')
        .all()
        .filter((holiday) => isFor(holiday, assignedTo)),
    )
  }),
  workspaceRoute('/holidays/in-period', { feature: 'TIME_OFF' }, ({ workspace, query }) => {
    const assignedTo = query.requiredText('assigned-to')
    const first = formatInstant(query.requiredInstant('start')).slice(0, 10)
    const last = formatInstant(query.requiredInstant('end')).slice(0, 10)
    const holidays = workspace
      .of('holidays')
      .all()
      .filter((holiday) => {
        const { startDate, endDate } = isJsonObject(holiday.datePeriod) ? holiday.datePeriod : {}
        return isFor(holiday, assignedTo) && textOf(startDate) <= last && textOf(endDate) >= first
      })
    return ok(holidays)
  }),
]

function isFor({ everyoneIncludingNew, userIds }: Entity, userId: string | undefined): boolean {
  if (userId === undefined || everyoneIncludingNew === true) return true
  return Array.isArray(userIds) && userIds.includes(userId)
}
