import type { StreamDefinition } from '@millrace/core/plugin'
import { listStream } from './list-stream.ts'
import type { StreamTools } from './stream-tools.ts'

/** Holidays. */
export function holidays(tools: StreamTools): StreamDefinition {
  return listStream(tools, {
    description: 'Holidays, and for whom they are.',
    columns: {
      id: 'text',
      name: 'text',
      workspaceId: 'text',
      'datePeriod.startDate': 'date',
      'datePeriod.endDate': 'date',
      occursAnnually: 'boolean',
      everyoneIncludingNew: 'boolean',
      automaticTimeEntryCreation: 'boolean',
      projectId: 'text',
      taskId: 'text',
      created_at: 'timestamp',
    },
    tables: {
      userIds: { valueColumn: 'user_id', valueType: 'text', unordered: true },
      userGroupIds: { valueColumn: 'user_group_id', valueType: 'text', unordered: true },
    },
    feature: 'TIME_OFF',
    async *pages(workspace, request) {
      const found = await tools.api.listOnce(`/workspaces/${workspace}/holidays`, request)
      if (found.length > 0) yield found
    },
  })
}
