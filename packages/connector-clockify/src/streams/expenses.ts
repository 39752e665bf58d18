import type { StreamDefinition } from '@millrace/core/plugin'
import { toExpense } from '../entities/to-expense.ts'
import { listStream } from './list-stream.ts'
import type { StreamTools } from './stream-tools.ts'

/** Expenses. Clockify ignores dates in this list, so that it is read whole. */
export function expenses(tools: StreamTools): StreamDefinition {
  return listStream(tools, {
    description: 'Expenses of all users, with the names of category, project and task.',
    columns: {
      id: 'text',
      workspaceId: 'text',
      userId: 'text',
      date: 'date',
      categoryId: 'text',
      'category.name': 'text',
      'category.archived': 'boolean',
      'category.hasUnitPrice': 'boolean',
      'category.priceInCents': 'integer',
      'category.unit': 'text',
      projectId: 'text',
      'project.name': 'text',
      'project.clientId': 'text',
      'project.clientName': 'text',
      'project.color': 'text',
      taskId: 'text',
      'task.name': 'text',
      notes: 'text',
      quantity: 'float',
      total: { type: 'float', description: 'In cents or the like' },
      billable: 'boolean',
      fileId: 'text',
      fileName: 'text',
      locked: 'boolean',
      created_at: 'timestamp',
    },
    feature: 'EXPENSES',
    pages: (workspace, request) =>
      tools.api.wholeList({ path: `/workspaces/${workspace}/expenses`, select: ['expenses', 'expenses'] }, request),
    toRecord: toExpense,
  })
}
