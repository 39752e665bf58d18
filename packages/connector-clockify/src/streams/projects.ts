import type { ReadRequest, StreamDefinition } from '@millrace/core/plugin'
import { hasHydratedProjects, listProjects } from '../api/list-projects.ts'
import type { ClockifyObject } from '../entities/clockify-object.ts'
import { toProject } from '../entities/to-project.ts'
import { listStream } from './list-stream.ts'
import { membershipTable } from './membership-table.ts'
import type { StreamTools } from './stream-tools.ts'

/** Projects, archived ones too. */
export function projects(tools: StreamTools): StreamDefinition {
  return listStream(tools, {
    description: 'Projects, archived ones too, with their members.',
    columns: {
      id: 'text',
      archived: 'boolean',
      name: 'text',
      color: 'text',
      billable: 'boolean',
      clientId: 'text',
      'timeEstimate.active': 'boolean',
      'timeEstimate.estimate': 'text',
      'timeEstimate.type': 'text',
      'timeEstimate.resetOption': 'text',
      note: 'text',
      public: 'boolean',
      workspaceId: 'text',
      template: 'boolean',
      'hourlyRate.currency': 'text',
      'hourlyRate.amount': 'float',
      duration: { type: 'text', description: 'Time tracked so far, ISO 8601' },
      'estimate.estimate': 'text',
      'estimate.type': 'text',
      clientName: 'text',
      'costRate.currency': 'text',
      'costRate.amount': 'float',
    },
    tables: { memberships: membershipTable },
    pages: (workspace, request) => projectPages(tools, workspace, request),
    toRecord: toProject,
  })
}

/** The list from which tasks are read as well, whether they are or not: a project has the same columns in every run. */
async function* projectPages(
  { api, workspaces, lists }: StreamTools,
  workspaceId: string,
  request: ReadRequest,
): AsyncGenerator<readonly ClockifyObject[]> {
  const isHydrated = hasHydratedProjects(api.settings, await workspaces.find(workspaceId, request))
  yield* listProjects(lists, workspaceId, { ...request, isHydrated })
}
