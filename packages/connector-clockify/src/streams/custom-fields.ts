import type { StreamDefinition } from '@millrace/core/plugin'
import { listStream } from './list-stream.ts'
import type { StreamTools } from './stream-tools.ts'

/** Custom fields of time entries and users. */
export function customFields({ api, ...tools }: StreamTools): StreamDefinition {
  return listStream(
    { api, ...tools },
    {
      description: 'Custom fields of time entries and users: what they are, not their values.',
      columns: {
        id: 'text',
        name: 'text',
        workspaceId: 'text',
        description: 'text',
        placeholder: 'text',
        type: { type: 'text', description: 'TXT, NUMBER, DROPDOWN_SINGLE, DROPDOWN_MULTIPLE, CHECKBOX or LINK' },
        status: 'text',
        required: 'boolean',
        onlyAdminCanEdit: 'boolean',
        entityType: { type: 'text', description: 'TIMEENTRY or USER' },
        workspaceDefaultValue: { type: 'json', description: 'A text, a number, a boolean or a list of texts' },
        created_at: 'timestamp',
      },
      tables: {
        allowedValues: { valueType: 'text' },
        projectDefaultValues: { columns: { projectId: 'text', status: 'text', value: 'json' }, unordered: true },
      },
      feature: 'CUSTOM_FIELDS',
      async *pages(workspace, request) {
        const fields = await api.listOnce(`/workspaces/${workspace}/custom-fields`, request)
        if (fields.length > 0) yield fields
      },
    },
  )
}
