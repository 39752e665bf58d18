import { ok, type Answer } from '../http/answer.ts'
import { notInWorkspace } from '../http/api-error.ts'
import { paged, readPage } from '../http/paging.ts'
import type { Route, WorkspaceCall } from '../http/route.ts'
import { sortRows, type SortKeys } from '../http/sort-rows.ts'
import { workspaceRoute } from '../http/workspace-route.ts'
import { isJsonObject, textOf } from '../json.ts'
import type { Entity } from '../world/entities.ts'

const dayInMs = 24 * 3_600_000

const sortKeys: SortKeys<Entity> = {
  PROJECT: ({ projectName }) => projectName,
  USER: ({ userName }) => userName,
  ID: ({ id }) => id,
}

/** Planned work. */
export const schedulingRoutes: readonly Route[] = [
  workspaceRoute('/scheduling/assignments/all', { feature: 'SCHEDULING' }, (call) => {
    const page = readPage(call.query)
    const name = call.query.text('name')
    const assignments = assignmentsInPeriod(call).filter(({ projectName, userName }) => {
      return name === undefined || projectName === name || userName === name
    })
    return paged(sortRows(assignments, call.query, sortKeys, 'USER'), { page })
  }),
  workspaceRoute('/scheduling/assignments/projects/totals/:projectId', { feature: 'SCHEDULING' }, (call) => {
    const { projectId } = call.ids
    if (call.workspace.of('projects').get(projectId) === undefined) throw notInWorkspace('Project')
    return totals(
      { projectId: projectId ?? '' },
      assignmentsInPeriod(call).filter((row) => row.projectId === projectId),
    )
  }),
  workspaceRoute('/scheduling/assignments/users/:userId/totals', { feature: 'SCHEDULING' }, (call) => {
    const { userId } = call.ids
    if (call.workspace.members.get(userId) === undefined) throw notInWorkspace('User')
    return totals(
      { userId: userId ?? '' },
      assignmentsInPeriod(call).filter((row) => row.userId === userId),
    )
  }),
]

/** Assignments that have a moment in common with the period, which has to be named. */
function assignmentsInPeriod({ workspace, query }: WorkspaceCall): readonly Entity[] {
  const [from, to] = [query.requiredInstant('start'), query.requiredInstant('end')]
  return workspace
    .of('assignments')
    .all()
    .filter((assignment) => {
      const { start, end } = periodOf(assignment)
      return start <= to && end >= from
    })
}

function totals(of: Readonly<Record<string, string>>, assignments: readonly Entity[]): Answer {
  const hours = assignments.map((assignment) => {
    const { start, end } = periodOf(assignment)
    return Number(assignment.hoursPerDay ?? 0) * Math.ceil((end - start) / dayInMs)
  })
  return ok({ ...of, totalHours: hours.reduce((sum, value) => sum + value, 0), assignments: hours.length })
}

function periodOf({ period }: Entity): { readonly start: number; readonly end: number } {
  const { start, end } = isJsonObject(period) ? period : {}
  return { start: Date.parse(textOf(start)), end: Date.parse(textOf(end)) }
}
