import type { ColumnDeclaration, ColumnType, TableDeclaration } from '@millrace/core/plugin'
import { customFieldTable } from './time-entry-columns.ts'

const money = { type: 'float', description: 'In minor units, such as cents' } as const

/** What stands of a row of the detailed report before any has come. */
export const reportColumns: Readonly<Record<string, ColumnType | ColumnDeclaration>> = {
  id: { type: 'text', description: 'The id of the time entry' },
  workspaceId: 'text',
  description: 'text',
  userId: 'text',
  userName: 'text',
  userEmail: 'text',
  'timeInterval.start': { type: 'timestamp', name: 'timeinterval_start' },
  'timeInterval.end': { type: 'timestamp', name: 'timeinterval_end' },
  'timeInterval.duration': { type: 'integer', description: 'Seconds' },
  billable: 'boolean',
  projectId: 'text',
  projectName: 'text',
  projectColor: 'text',
  clientId: 'text',
  clientName: 'text',
  taskId: 'text',
  taskName: 'text',
  approvalRequestId: { type: 'text', description: 'Null while it is in no request for approval' },
  isLocked: 'boolean',
  type: { type: 'text', description: 'REGULAR, BREAK, HOLIDAY, TIME_OFF or another' },
  currency: 'text',
  amount: money,
  rate: money,
  earnedRate: money,
  costRate: money,
  'invoicingInfo.manuallyInvoiced': 'boolean',
  created_at: 'timestamp',
}

/** Tables of lists inside a row. */
export const reportTables: Readonly<Record<string, TableDeclaration>> = {
  tags: {
    keyColumns: ['timeentry_id'],
    unordered: true,
    columns: { id: { type: 'text', name: 'tag_id' }, name: 'text' },
  },
  amounts: {
    keyColumns: ['timeentry_id'],
    unordered: true,
    columns: { type: { type: 'text', description: 'EARNED, COST or PROFIT' }, value: money },
    description: 'What the entry earned and cost, as far as the role of the key may see it',
  },
  customFields: customFieldTable,
}
