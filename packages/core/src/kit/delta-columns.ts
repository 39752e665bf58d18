import type { ColumnType } from '../contract/column-type.ts'
import { deltaColumns } from '../contract/table-schema.ts'
import type { ColumnSchema } from '../contract/table-schema.ts'

/** The columns with which every delta table begins, before those of its table for which `isHistoric` holds. */
export const leadingDeltaColumns: readonly { readonly name: string; readonly type: ColumnType }[] = [
  { name: deltaColumns.operation, type: 'text' },
  { name: deltaColumns.at, type: 'timestamp' },
  { name: deltaColumns.run, type: 'text' },
  { name: deltaColumns.sequence, type: 'integer' },
]

/** Whether a column belongs into the history. The run that wrote a version is noted with the change itself. */
export function isHistoric({ role }: Pick<ColumnSchema, 'role'>): boolean {
  return role !== 'system'
}
