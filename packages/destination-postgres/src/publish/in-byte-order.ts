import type { ColumnSchema } from '@millrace/core/plugin'
import { sql } from 'kysely'
import type { Sql } from '../database/names.ts'

/** A value as it is compared and sorted: texts by their bytes, which is the order of `compareCells`. */
export function inByteOrder(value: Sql, type: ColumnSchema['type'] | undefined): Sql {
  return type === 'text' ? sql`${value} collate "C"` : value
}
