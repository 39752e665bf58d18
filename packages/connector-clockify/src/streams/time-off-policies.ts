import type { StreamDefinition } from '@millrace/core/plugin'
import { listPolicies } from '../api/list-policies.ts'
import { listStream } from './list-stream.ts'
import type { StreamTools } from './stream-tools.ts'

/** What time off there is, archived policies too. */
export function timeOffPolicies(tools: StreamTools): StreamDefinition {
  return listStream(tools, {
    description: 'What time off there is, for whom and how much; archived policies too.',
    columns: {
      id: 'text',
      name: 'text',
      workspaceId: 'text',
      color: 'text',
      icon: 'text',
      timeUnit: { type: 'text', description: 'DAYS or HOURS' },
      allowHalfDay: 'boolean',
      allowNegativeBalance: 'boolean',
      archived: 'boolean',
      everyoneIncludingNew: 'boolean',
      projectId: 'text',
      'approve.requiresApproval': 'boolean',
      'approve.teamManagers': 'boolean',
      'approve.specificMembers': 'boolean',
      'automaticAccrual.amount': 'float',
      'automaticAccrual.period': 'text',
      'automaticAccrual.timeUnit': 'text',
      'automaticTimeEntryCreation.enabled': 'boolean',
      'automaticTimeEntryCreation.defaultEntities.projectId': 'text',
      'automaticTimeEntryCreation.defaultEntities.taskId': 'text',
      'negativeBalance.amount': 'float',
      'negativeBalance.period': 'text',
      'negativeBalance.timeUnit': 'text',
      'negativeBalance.shouldReset': 'boolean',
      created_at: 'timestamp',
    },
    tables: {
      userIds: { valueColumn: 'user_id', valueType: 'text', unordered: true },
      userGroupIds: { valueColumn: 'user_group_id', valueType: 'text', unordered: true },
      'approve.userIds': { valueColumn: 'user_id', valueType: 'text', unordered: true },
    },
    feature: 'TIME_OFF',
    pages: (workspace, request) => listPolicies(tools.lists, workspace, request),
  })
}
