import type { TableSchema } from '../contract/table-schema.ts'
import { isSameCell } from './is-same-cell.ts'
import type { Row } from './state.ts'

/**
 * Whether two rows with the same key say the same. Who wrote a row and when makes no difference, nor does the partition
 * that brought it: partitions may overlap, and each would change the row of the other for ever.
 */
export function isSameRow(left: Row, right: Row, table: TableSchema): boolean {
  return table.columns.every(
    ({ name, role }) => role === 'system' || role === 'partition' || isSameCell(left.get(name), right.get(name)),
  )
}
