import { notInWorkspace } from '../http/api-error.ts'
import { ok } from '../http/answer.ts'
import type { Parameters } from '../http/parameters.ts'
import { paged, readPage } from '../http/paging.ts'
import type { Route } from '../http/route.ts'
import { sortRows } from '../http/sort-rows.ts'
import { workspaceRoute } from '../http/workspace-route.ts'
import type { Client, Tag, UserGroup } from '../world/entities.ts'

/** Clients, tags and user groups. */
export const listRoutes: readonly Route[] = [
  workspaceRoute('/clients', {}, ({ workspace, query }) => {
    const page = readPage(query)
    const clients = workspace.of('clients').all().filter(archivedAndName(query))
    return paged(sortRows(clients, query, { NAME: ({ name }: Client) => name }, 'NAME'), { page, isCounted: true })
  }),
  workspaceRoute('/clients/:id', {}, ({ workspace, ids }) => {
    const client = workspace.of('clients').get(ids.id)
    if (client === undefined) throw notInWorkspace('Client')
    return ok(client)
  }),
  workspaceRoute('/tags', {}, ({ workspace, query }) => {
    const page = readPage(query)
    const excluded = query.list('excluded-ids')
    const tags = workspace
      .of('tags')
      .all()
      .filter(archivedAndName(query))
      .filter(({ id }) => !excluded.includes(id))
    const keys = { ID: ({ id }: Tag) => id, NAME: ({ name }: Tag) => name }
    return paged(sortRows(tags, query, keys, 'NAME'), { page, isCounted: true })
  }),
  workspaceRoute('/tags/:id', {}, ({ workspace, ids }) => {
    const tag = workspace.of('tags').get(ids.id)
    if (tag === undefined) throw notInWorkspace('Tag')
    return ok(tag)
  }),
  workspaceRoute('/user-groups', {}, ({ workspace, query }) => {
    const page = readPage(query)
    const [name, projectId] = [query.text('name'), query.text('project-id')]
    const withManagers = query.boolean('includeTeamManagers') ?? false
    const groups = workspace
      .of('userGroups')
      .all()
      .filter((group) => {
        if (name !== undefined && !group.name.toLowerCase().includes(name.toLowerCase())) return false
        if (projectId === undefined) return true
        const memberships = workspace.of('projects').get(projectId)?.memberships ?? []
        return memberships.some(({ userId }) => group.userIds.includes(userId))
      })
    const keys = { ID: ({ id }: UserGroup) => id, NAME: (group: UserGroup) => group.name }
    const rows = sortRows(groups, query, keys, 'NAME')
    return paged(withManagers ? rows : rows.map((group) => ({ ...group, teamManagers: [] })), { page })
  }),
]

/** Without `archived` both come, in spite of what the documentation says. */
function archivedAndName(query: Parameters): (row: Client | Tag) => boolean {
  const [archived, name] = [query.boolean('archived'), query.text('name')?.toLowerCase()]
  return (row) =>
    (archived === undefined || row.archived === archived) &&
    (name === undefined || row.name.toLowerCase().includes(name))
}
