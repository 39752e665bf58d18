import type { StreamDefinition } from '@millrace/core/plugin'
import { allTimes } from '../api/all-times.ts'
import { listStream } from './list-stream.ts'
import type { StreamTools } from './stream-tools.ts'

/** Scheduled assignments: who is planned for what. */
export function assignments(tools: StreamTools): StreamDefinition {
  return listStream(tools, {
    description: 'Who is planned for which project, when and for how many hours a day.',
    columns: {
      id: 'text',
      workspaceId: 'text',
      userId: 'text',
      userName: 'text',
      projectId: 'text',
      projectName: 'text',
      projectColor: 'text',
      projectArchived: 'boolean',
      projectBillable: 'boolean',
      clientId: 'text',
      clientName: 'text',
      taskId: 'text',
      taskName: 'text',
      billable: 'boolean',
      hoursPerDay: 'float',
      startTime: { type: 'text', description: 'Of the day, as 09:00:00' },
      note: 'text',
      'period.start': 'timestamp',
      'period.end': 'timestamp',
      created_at: 'timestamp',
    },
    feature: 'SCHEDULING',
    pages(workspace, request) {
      const query = { ...allTimes(request.now), 'sort-column': 'ID' }
      return tools.api.wholeList({ path: `/workspaces/${workspace}/scheduling/assignments/all`, query }, request)
    },
  })
}
