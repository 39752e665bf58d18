import type { StreamDefinition } from '@millrace/core/plugin'
import { searchTimeOff } from '../api/search-time-off.ts'
import { listStream } from './list-stream.ts'
import type { StreamTools } from './stream-tools.ts'

/** Requests for time off, in all states that Clockify lists. */
export function timeOffRequests(tools: StreamTools): StreamDefinition {
  return listStream(tools, {
    description: 'Requests for time off that are pending, approved or rejected.',
    columns: {
      id: 'text',
      workspaceId: 'text',
      policyId: 'text',
      policyName: 'text',
      userId: 'text',
      userName: 'text',
      userEmail: 'text',
      userTimeZone: 'text',
      requesterUserId: 'text',
      requesterUserName: 'text',
      note: 'text',
      createdAt: 'timestamp',
      timeUnit: { type: 'text', description: 'DAYS or HOURS' },
      balance: 'float',
      balanceDiff: 'float',
      'timeOffPeriod.period.start': 'timestamp',
      'timeOffPeriod.period.end': 'timestamp',
      'timeOffPeriod.halfDay': 'boolean',
      'timeOffPeriod.halfDayPeriod': 'text',
      'timeOffPeriod.halfDayHours.start': 'timestamp',
      'timeOffPeriod.halfDayHours.end': 'timestamp',
      'status.statusType': 'text',
      'status.note': 'text',
      'status.changedAt': 'timestamp',
      'status.changedByUserId': 'text',
      'status.changedByUserName': 'text',
      'status.changedForUserName': 'text',
    },
    feature: 'TIME_OFF',
    pages: (workspace, request) => searchTimeOff(tools.api, workspace, request),
    toRecord: (object) => object,
  })
}
