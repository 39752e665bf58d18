import type { StreamDefinition } from '@millrace/core/plugin'
import { listStream } from './list-stream.ts'
import type { StreamTools } from './stream-tools.ts'

/** Clients, archived ones too. */
export function clients(tools: StreamTools): StreamDefinition {
  return listStream(tools, {
    description: 'Clients, archived ones too.',
    columns: { id: 'text', archived: 'boolean', workspaceId: 'text', address: 'text', name: 'text' },
    tables: { ccEmails: { valueColumn: 'email', valueType: 'text', description: 'Who gets a copy of invoices' } },
    pages: (workspace, request) => tools.api.wholeList({ path: `/workspaces/${workspace}/clients` }, request),
  })
}
