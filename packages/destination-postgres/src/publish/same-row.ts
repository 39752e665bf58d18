import type { TableSchema } from '@millrace/core/plugin'
import { sql } from 'kysely'
import { anyOf, column } from '../database/names.ts'
import type { Sql } from '../database/names.ts'

/**
 * Whether two rows with the same key say different things. Who wrote a row and when makes no difference, nor does the
 * partition that brought it: partitions may overlap, and each would change the row of the other for ever.
 */
export function differs(table: TableSchema, left: string, right: string): Sql {
  return anyOf(
    table.columns
      .filter(({ name, role }) => role !== 'system' && role !== 'partition' && !table.key.includes(name))
      .map(({ name }) => sql`${column(name, left)} is distinct from ${column(name, right)}`),
  )
}
