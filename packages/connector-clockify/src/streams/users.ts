import type { Part, ReadRequest, StreamDefinition } from '@millrace/core/plugin'
import { isForbidden } from '../api/access.ts'
import { listUsers } from '../api/list-users.ts'
import type { ClockifyObject } from '../entities/clockify-object.ts'
import { targetKey } from '../entities/unite-memberships.ts'
import { uniteUsers } from '../entities/unite-users.ts'
import { withCreatedAt } from './list-stream.ts'
import type { StreamTools } from './stream-tools.ts'

const recordsInPart = 1_000
const separator = '+'

/**
 * Everybody in any of the workspaces, each once. Nobody is gone before the lists of all workspaces have been read to their
 * end, so they are one partition. It is named after the workspaces: when one is taken out of the settings, those who were
 * only there stay.
 */
export function users(tools: StreamTools): StreamDefinition {
  return {
    description: 'Everybody in any of the workspaces, each once, with memberships of workspaces, projects and groups.',
    primaryKey: 'id',
    columns: {
      id: 'text',
      status: 'text',
      profilePicture: 'text',
      name: 'text',
      activeWorkspace: 'text',
      'settings.timeTrackingManual': 'boolean',
      'settings.groupSimilarEntriesDisabled': 'boolean',
      'settings.dashboardViewType': 'text',
      'settings.dateFormat': 'text',
      'settings.weekStart': 'text',
      'settings.isCompactViewOn': 'boolean',
      'settings.longRunning': 'boolean',
      'settings.summaryReportSettings.group': { type: 'text', name: 'summaryreportsettingsgroup' },
      'settings.summaryReportSettings.subgroup': { type: 'text', name: 'summaryreportsettingssubgroup' },
      'settings.dashboardPinToTop': 'boolean',
      'settings.weeklyUpdates': 'boolean',
      'settings.sendNewsletter': 'boolean',
      'settings.myStartOfDay': 'text',
      'settings.timeFormat': 'text',
      'settings.timeZone': 'text',
      'settings.dashboardSelection': 'text',
      'settings.projectListCollapse': 'float',
      'settings.collapseAllProjectLists': 'boolean',
      defaultWorkspace: 'text',
      email: 'text',
    },
    tables: {
      memberships: {
        keyColumns: ['user_id'],
        elementKey: targetKey,
        columns: {
          costRate: { type: 'text', description: 'The object as JSON; its fields are in columns of their own' },
          targetId: 'text',
          membershipStatus: 'text',
          membershipType: 'text',
          'hourlyRate.amount': { type: 'float', name: 'hourlyrate_amount' },
          'hourlyRate.currency': { type: 'text', name: 'hourlyrate_currency' },
        },
        description: 'What a user belongs to, and at which rates',
      },
      customFields: {
        unordered: true,
        columns: {
          customFieldId: 'text',
          customFieldName: 'text',
          customFieldType: 'text',
          value: { type: 'text', description: 'A text as it is, all else as JSON; the type says how to read it' },
        },
        description: 'Values of custom fields',
      },
      roles: {
        unordered: true,
        columns: { role: 'text', formatterRoleName: 'text' },
        description: 'Roles besides that of an ordinary member',
      },
      'roles.entities': {
        unordered: true,
        columns: { id: 'text', name: 'text', membershipStatus: 'text' },
        description: 'Workspaces, groups or projects in which a user has the role',
      },
    },
    partitions: async (context) => {
      const ids = await tools.workspaces.ids(context)
      return ids.length === 0 ? [] : [ids.join(separator)]
    },
    read: (request) => read(tools, request),
  }
}

async function* read({ lists }: StreamTools, request: ReadRequest): AsyncGenerator<Part> {
  const views = new Map<unknown, ClockifyObject[]>()
  const refusals: string[] = []
  for (const workspace of request.partition.split(separator)) {
    try {
      for await (const page of listUsers(lists, workspace, request)) {
        for (const user of page) views.set(user['id'], [...(views.get(user['id']) ?? []), user])
      }
    } catch (error) {
      if (!isForbidden(error)) throw error
      refusals.push(error.message)
    }
  }
  const everybody = [...views.values()]
  for (let start = 0; start < everybody.length; start += recordsInPart) {
    yield { records: everybody.slice(start, start + recordsInPart).map((user) => withCreatedAt(uniteUsers(user))) }
  }
  // Who is missing may be in a workspace whose list was refused.
  if (refusals.length > 0) yield { skipped: refusals.join('; ') }
}
