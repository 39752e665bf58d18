import { without, type JsonObject } from '../json.ts'
import type { Expense } from '../world/entities.ts'
import type { WorkspaceState } from '../world/workspace-state.ts'

/** An expense as the list shows it: project, task and category are objects, and there are no ids of them. */
export function expenseRow(expense: Expense, workspace: WorkspaceState): JsonObject {
  const { id, workspaceId, userId, date, projectId, taskId, categoryId, ...others } = expense
  const project = workspace.of('projects').get(projectId)
  const task = workspace.of('tasks').get(taskId)
  const category = workspace.of('expenseCategories').get(categoryId)
  return {
    id,
    workspaceId,
    userId,
    date,
    project: project === undefined ? null : projectInfo(project),
    task: task === undefined ? null : { id: task.id, name: task.name },
    category: category === undefined ? null : without(category, 'status'),
    ...others,
  }
}

/** An expense as a single GET shows it: flat, with the instant of its day. */
export function expenseDetails(expense: Expense): JsonObject {
  return { ...without(expense, 'fileName'), date: `${expense.date}T00:00:00Z` }
}

function projectInfo({ id, name, clientId, clientName, color }: JsonObject): JsonObject {
  return { id, name, clientId, clientName, color }
}
