import type { ColumnType } from '@millrace/core'

/** What stands at a path in the records of a stream: what filters and transformations are checked against. */
export interface RecordField {
  /** From the record's root: `timeInterval.start`, and inside the elements of an array `memberships.role`. */
  readonly path: string
  /** `array`: its elements are rows of a child table. Objects are not listed: they are the ways to other fields. */
  readonly type: ColumnType | 'array'
  /** Of an array whose elements are scalars: their type. */
  readonly elements?: ColumnType
  /** Key, cursor and scope fields: nothing may change them. */
  readonly isProtected?: boolean
  /** Its type was declared, not found out by looking at records. */
  readonly isDeclared?: boolean
}
