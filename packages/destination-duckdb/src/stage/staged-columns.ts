import type { ColumnSchema, TableSchema } from '@millrace/core/plugin'
import { duckdbType } from '../cells/duckdb-type.ts'
import { quote } from '../database/names.ts'

/** Columns that a staged row has beside those of its table. Nothing of the users' is called like that. */
export const stagedColumns = {
  /** The record's ordinal in its partition; in the staging of a generation its place among all partitions. */
  order: '_mr_order',
  /** What the row does, see `rowOperation`; in root tables only. */
  operation: '_mr_operation',
} as const

/** Rows of a partition are ordered after those of all partitions before it. */
export const ordersOfPartition: number = 2 ** 42

/** The columns of a table that are staged: those that the destination writes itself are left out. */
export function dataColumns(table: TableSchema): readonly ColumnSchema[] {
  return table.columns.filter(({ role }) => role !== 'system')
}

/** Columns of a staging table as they are declared; with `isWhole` also those that the destination writes itself. */
export function declareStaged(table: TableSchema, { isWhole = false }: { readonly isWhole?: boolean } = {}): string {
  return [
    `${quote(stagedColumns.order)} BIGINT`,
    ...(table.path === '' ? [`${quote(stagedColumns.operation)} BIGINT`] : []),
    ...(isWhole ? table.columns : dataColumns(table)).map(({ name, type }) => `${quote(name)} ${duckdbType[type]}`),
  ].join(', ')
}
