import type { ColumnDeclaration, ColumnType, TableDeclaration } from '@millrace/core/plugin'

/** What stands of a time entry before any has come. */
export const timeEntryColumns: Readonly<Record<string, ColumnType | ColumnDeclaration>> = {
  id: 'text',
  'timeInterval.duration': { type: 'text', description: 'ISO 8601; null while it runs' },
  'timeInterval.start': { type: 'timestamp', name: 'timeinterval_start' },
  'timeInterval.end': { type: 'timestamp', name: 'timeinterval_end', description: 'Null while it runs' },
  isLocked: 'boolean',
  workspaceId: 'text',
  description: 'text',
  taskId: 'text',
  billable: 'boolean',
  projectId: 'text',
  userId: 'text',
}

/** Values of custom fields, one column for all their types. */
export const customFieldTable: TableDeclaration = {
  keyColumns: ['timeentry_id'],
  unordered: true,
  columns: {
    customFieldId: 'text',
    name: 'text',
    type: 'text',
    value: { type: 'text', description: 'Texts as they are, all else as JSON; `type` says how to read it' },
  },
  description: 'Values of custom fields',
}

/** Tables of lists inside a time entry. */
export const timeEntryTables: Readonly<Record<string, TableDeclaration>> = {
  tags: { keyColumns: ['timeentry_id'], valueColumn: 'tag_id', valueType: 'text', unordered: true },
  customFieldValues: customFieldTable,
}
