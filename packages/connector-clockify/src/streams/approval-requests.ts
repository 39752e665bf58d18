import type { ReadRequest, StreamDefinition } from '@millrace/core/plugin'
import { idOf } from '../entities/clockify-object.ts'
import type { ClockifyObject } from '../entities/clockify-object.ts'
import { toApprovalRequest } from '../entities/to-approval-request.ts'
import { listStream } from './list-stream.ts'
import type { StreamTools } from './stream-tools.ts'

/** The states that Clockify lists, in the order in which a request goes through them. */
const listedStates = ['PENDING', 'APPROVED', 'WITHDRAWN_APPROVAL']

/** Requests to approve times and expenses. Rejected and withdrawn ones cannot be listed: their rows go. */
export function approvalRequests(tools: StreamTools): StreamDefinition {
  return listStream(tools, {
    description:
      'Requests to approve times and expenses that are pending, approved, or whose approval was withdrawn; others cannot be listed.',
    columns: {
      id: 'text',
      workspaceId: 'text',
      type: 'text',
      'dateRange.start': 'timestamp',
      'dateRange.end': 'timestamp',
      'owner.userId': 'text',
      'owner.userName': 'text',
      'owner.timeZone': 'text',
      'owner.startOfWeek': 'text',
      'creator.userId': 'text',
      'creator.userName': 'text',
      'creator.userEmail': 'text',
      'status.state': 'text',
      'status.note': 'text',
      'status.updatedAt': 'timestamp',
      'status.updatedBy': 'text',
      'status.updatedByUserName': 'text',
      expenseTotal: { type: 'float', description: 'In cents or the like' },
      billableAmount: { type: 'float', description: 'In cents or the like' },
      costAmount: { type: 'float', description: 'In cents or the like' },
      trackedTime: { type: 'text', description: 'ISO 8601' },
      billableTime: { type: 'text', description: 'ISO 8601' },
      pendingTime: { type: 'text', description: 'ISO 8601' },
      approvedTime: { type: 'text', description: 'ISO 8601' },
      breakTime: { type: 'text', description: 'ISO 8601' },
      created_at: 'timestamp',
    },
    tables: {
      entries: { valueColumn: 'time_entry_id', valueType: 'text', unordered: true },
      expenses: { valueColumn: 'expense_id', valueType: 'text', unordered: true },
    },
    feature: 'APPROVAL',
    pages: (workspace, request) => readStates(tools, workspace, request),
  })
}

/** A request that has gone on to another state while it was read comes twice: the later answer counts. */
async function* readStates(
  { api }: StreamTools,
  workspaceId: string,
  request: ReadRequest,
): AsyncGenerator<readonly ClockifyObject[]> {
  for (const status of listedStates) {
    const query = { status, 'sort-column': 'ID' }
    const path = `/workspaces/${workspaceId}/approval-requests`
    const pages = api.wholeList({ path, query, idOf: (details) => toApprovalRequest(details)['id'] }, request)
    for await (const page of pages) {
      const records = page.map(toApprovalRequest).filter((record) => idOf(record) !== '')
      if (records.length > 0) yield records
    }
  }
}
