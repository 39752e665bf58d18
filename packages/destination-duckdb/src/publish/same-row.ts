import type { TableSchema } from '@millrace/core/plugin'
import { quote } from '../database/names.ts'

/**
 * Whether two rows with the same key say different things. Who wrote a row and when makes no difference, nor does the
 * partition that brought it: partitions may overlap, and each would change the row of the other for ever.
 */
export function differs(table: TableSchema, left: string, right: string): string {
  const conditions = table.columns
    .filter(({ name, role }) => role !== 'system' && role !== 'partition' && !table.key.includes(name))
    .map(({ name }) => `${left}.${quote(name)} IS DISTINCT FROM ${right}.${quote(name)}`)
  return conditions.length === 0 ? 'false' : `(${conditions.join(' OR ')})`
}
