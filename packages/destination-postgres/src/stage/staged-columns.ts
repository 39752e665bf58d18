import type { ColumnSchema, TableSchema } from '@millrace/core/plugin'

/** Columns that a staged row has beside those of its table. Nothing of the users' is called like that. */
export const stagedColumns = {
  /** The record's ordinal in its partition, counted on over all partitions of the generation or publish. */
  order: '_mr_order',
  /** What the row does, see `rowOperation`; in root tables only. */
  operation: '_mr_operation',
} as const

/**
 * Rows of a partition are ordered after those of all partitions before it. A safe integer holds the orders of a million
 * partitions.
 */
export const ordersOfPartition: number = 2 ** 33

/** The columns of a table that are staged: those that the destination writes itself are left out. */
export function dataColumns(table: TableSchema): readonly ColumnSchema[] {
  return table.columns.filter(({ role }) => role !== 'system')
}
