import type { StreamDefinition } from '@millrace/core/plugin'
import { listStream } from './list-stream.ts'
import type { StreamTools } from './stream-tools.ts'

/** Tags, archived ones too. */
export function tags(tools: StreamTools): StreamDefinition {
  return listStream(tools, {
    description: 'Tags, archived ones too.',
    columns: { id: 'text', archived: 'boolean', workspaceId: 'text', name: 'text' },
    pages: (workspace, request) =>
      tools.api.wholeList({ path: `/workspaces/${workspace}/tags`, query: { 'sort-column': 'ID' } }, request),
  })
}
