import type { CellValue } from './column-type.ts'

/** A value of a key column. Never null: a record with a null key is rejected. */
export type KeyValue = boolean | number | bigint | string

/** The key of a record as an author gives it: one value, or the values in the order of `primaryKey`. */
export type Key = KeyValue | readonly KeyValue[]

/** The key of a row as destinations get it: cells in the order of the root table's key columns. */
export type RowKey = readonly CellValue[]
