import type { JsonObject } from '../json.ts'
import type { Quirks } from '../quirks.ts'
import type { Project } from '../world/entities.ts'
import type { WorkspaceState } from '../world/workspace-state.ts'

/** A project with `hydrated=true`: objects in the place of what they are named by. */
export function hydratedProject(project: Project, workspace: WorkspaceState, quirks: Quirks): JsonObject {
  const { clientName: _, ...others } = project
  const client = workspace.of('clients').get(project.clientId)
  const currencies = workspace.record.currencies
  const currency = currencies.find(({ id }) => id === client?.currencyId) ?? currencies[0]
  const tasks = workspace
    .of('tasks')
    .all()
    .filter(
      ({ projectId, status }) => projectId === project.id && (quirks.hydratedTasks === 'all' || status === 'ACTIVE'),
    )
  const customFields = workspace
    .of('customFields')
    .all()
    .filter(({ entityType }) => entityType === 'TIMEENTRY')
  return {
    ...others,
    client: client ?? null,
    tasks: tasks.map((task) => ({ ...task, favorite: false })),
    customFields: customFields.map((field) => ({
      customFieldId: field.id,
      name: field.name,
      type: field.type,
      value: field.workspaceDefaultValue,
      status: field.status,
    })),
    currency: currency === undefined ? null : { id: currency.id, code: currency.code },
    favorite: false,
  }
}
