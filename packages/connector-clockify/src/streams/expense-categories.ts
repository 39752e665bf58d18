import type { StreamDefinition } from '@millrace/core/plugin'
import { listStream } from './list-stream.ts'
import type { StreamTools } from './stream-tools.ts'

/** Categories of expenses, archived ones too. */
export function expenseCategories(tools: StreamTools): StreamDefinition {
  return listStream(tools, {
    description: 'Categories of expenses, archived ones too.',
    columns: {
      id: 'text',
      name: 'text',
      workspaceId: 'text',
      archived: 'boolean',
      hasUnitPrice: 'boolean',
      priceInCents: 'integer',
      unit: 'text',
      status: 'text',
      created_at: 'timestamp',
    },
    feature: 'EXPENSES',
    pages: (workspace, request) =>
      tools.api.wholeList({ path: `/workspaces/${workspace}/expenses/categories`, select: ['categories'] }, request),
  })
}
