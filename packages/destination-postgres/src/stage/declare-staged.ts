import type { TableSchema } from '@millrace/core/plugin'
import { sql } from 'kysely'
import { postgresType } from '../cells/postgres-type.ts'
import { column } from '../database/names.ts'
import type { Sql } from '../database/names.ts'
import { dataColumns, stagedColumns } from './staged-columns.ts'

/** Columns of a staging table as they are declared, in parentheses, and how the table is kept. */
export function declareStaged(table: TableSchema): Sql {
  const declared = [
    sql`${column(stagedColumns.order)} bigint not null`,
    ...(table.path === '' ? [sql`${column(stagedColumns.operation)} bigint not null`] : []),
    ...dataColumns(table).map(({ name, type }) => sql`${column(name)} ${sql.raw(postgresType[type])}`),
  ]
  // Whoever reads it has it analyzed; cleaning it up in between would be work for nothing.
  return sql`(${sql.join(declared)}) with (autovacuum_enabled = false)`
}
