import type { StreamDefinition } from '@millrace/core/plugin'
import { listStream } from './list-stream.ts'
import type { StreamTools } from './stream-tools.ts'

/** Groups of users, with their members and managers. */
export function userGroups(tools: StreamTools): StreamDefinition {
  return listStream(tools, {
    description: 'Groups of users, with their members and managers.',
    columns: { id: 'text', workspaceId: 'text', name: 'text' },
    tables: {
      userIds: {
        valueColumn: 'user_id',
        valueType: 'text',
        unordered: true,
        description: 'Members; removed users may linger',
      },
      teamManagers: { columns: { id: 'text', name: 'text' }, unordered: true },
    },
    pages: (workspace, request) =>
      tools.api.wholeList(
        { path: `/workspaces/${workspace}/user-groups`, query: { includeTeamManagers: true, 'sort-column': 'ID' } },
        request,
      ),
  })
}
