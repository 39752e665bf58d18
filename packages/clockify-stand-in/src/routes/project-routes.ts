import { ok } from '../http/answer.ts'
import { notInWorkspace } from '../http/api-error.ts'
import type { Parameters } from '../http/parameters.ts'
import { paged, readPage } from '../http/paging.ts'
import type { Route, WorkspaceCall } from '../http/route.ts'
import { sortRows, type SortKeys } from '../http/sort-rows.ts'
import { workspaceRoute } from '../http/workspace-route.ts'
import { hydratedProject } from '../views/project-view.ts'
import type { Project, Task } from '../world/entities.ts'

const sortKeys: SortKeys<Project> = {
  ID: ({ id }) => id,
  NAME: ({ name }) => name,
  CLIENT_NAME: ({ clientName }) => clientName,
  DURATION: ({ duration }) => duration,
  BUDGET: ({ id }) => id,
  PROGRESS: ({ id }) => id,
}

/** Projects, their tasks and their custom fields. */
export const projectRoutes: readonly Route[] = [
  workspaceRoute('/projects', {}, (call) => {
    const { workspace, query, quirks } = call
    const page = readPage(query)
    const isHydrated = query.boolean('hydrated') ?? false
    const projects = sortRows(workspace.of('projects').all().filter(projectFilter(call)), query, sortKeys, 'NAME')
    return paged(isHydrated ? projects.map((project) => hydratedProject(project, workspace, quirks)) : projects, {
      page,
    })
  }),
  workspaceRoute('/projects/:projectId', {}, (call) => {
    const project = findProject(call)
    return ok(call.query.boolean('hydrated') === true ? hydratedProject(project, call.workspace, call.quirks) : project)
  }),
  workspaceRoute('/projects/:projectId/tasks', {}, (call) => {
    const { workspace, query } = call
    const page = readPage(query)
    const [isActive, name] = [query.boolean('is-active'), query.text('name')?.toLowerCase()]
    const project = findProject(call)
    const tasks = workspace
      .of('tasks')
      .all()
      .filter((task) => {
        if (task.projectId !== project.id) return false
        if (isActive !== undefined && (task.status === 'ACTIVE') !== isActive) return false
        return name === undefined || task.name.toLowerCase().includes(name)
      })
    return paged(sortRows(tasks, query, { ID: ({ id }: Task) => id, NAME: (task: Task) => task.name }, 'ID'), { page })
  }),
  workspaceRoute('/projects/:projectId/tasks/:taskId', {}, (call) => {
    const task = call.workspace.of('tasks').get(call.ids.taskId)
    if (task === undefined || task.projectId !== findProject(call).id) throw notInWorkspace('Task')
    return ok(task)
  }),
  workspaceRoute('/projects/:projectId/custom-fields', { feature: 'CUSTOM_FIELDS' }, (call) => {
    const project = findProject(call)
    const fields = call.workspace
      .of('customFields')
      .all()
      .filter(({ entityType }) => entityType === 'TIMEENTRY')
    return ok(
      fields.map((field) => ({ ...field, projectDefaultValues: ofProject(field.projectDefaultValues, project.id) })),
    )
  }),
]

function findProject({ workspace, ids }: WorkspaceCall): Project {
  const project = workspace.of('projects').get(ids.projectId)
  if (project === undefined) throw notInWorkspace('Project')
  return project
}

function projectFilter({ query, workspace, caller, isAdmin }: WorkspaceCall): (project: Project) => boolean {
  const [archived, billable, template] = [
    query.boolean('archived'),
    query.boolean('billable'),
    query.boolean('is-template'),
  ]
  const access = query.oneOf('access', ['PUBLIC', 'PRIVATE'])
  const clientStatus = query.oneOf('client-status', ['ACTIVE', 'ARCHIVED', 'ALL'])
  const hasName = nameFilter(query)
  const [clients, users] = [query.list('clients'), query.list('users')]
  const [withClients, withUsers] = [query.boolean('contains-client') ?? true, query.boolean('contains-user') ?? true]
  return (project) => {
    const memberIds = project.memberships.map(({ userId }) => userId)
    const client = workspace.of('clients').get(project.clientId)
    if (!isAdmin && !project.public && !memberIds.includes(caller.userId)) return false
    if (archived !== undefined && project.archived !== archived) return false
    if (billable !== undefined && project.billable !== billable) return false
    if (template !== undefined && project.template !== template) return false
    if (access !== undefined && project.public !== (access === 'PUBLIC')) return false
    if (clientStatus === 'ACTIVE' && client?.archived === true) return false
    if (clientStatus === 'ARCHIVED' && client?.archived !== true) return false
    if (clients.length > 0 && clients.includes(project.clientId) !== withClients) return false
    if (users.length > 0 && memberIds.some((id) => users.includes(id)) !== withUsers) return false
    return hasName(project.name)
  }
}

function nameFilter(query: Parameters): (name: string) => boolean {
  const wanted = query.text('name')
  if (wanted === undefined) return () => true
  if (query.boolean('strict-name-search') === true) return (name) => name === wanted
  return (name) => name.toLowerCase().includes(wanted.toLowerCase())
}

function ofProject(values: unknown, projectId: string): readonly Record<string, never>[] {
  return Array.isArray(values)
    ? values.filter((value: { readonly projectId?: unknown }) => value.projectId === projectId)
    : []
}
