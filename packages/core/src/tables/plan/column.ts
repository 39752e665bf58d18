import type { ColumnRole, ColumnSchema } from '../../contract/table-schema.ts'
import type { ColumnType } from '../../contract/column-type.ts'

/** How the hot loop treats a scalar at a slot. Numbers, so that a switch over them is a jump. */
export const slotCode = {
  /** There is no column yet. */
  none: 0,
  boolean: 1,
  integer: 2,
  float: 3,
  text: 4,
  timestamp: 5,
  /** The column's type has no fast way. */
  other: 6,
  /** The cells come from the record's identity. */
  fixed: 7,
} as const

export type SlotCode = (typeof slotCode)[keyof typeof slotCode]

/** A column of a table plan. */
export class Column {
  readonly name: string
  readonly role: ColumnRole
  readonly path: string | undefined
  /** Place among the table's columns. */
  readonly index: number
  readonly isVariant: boolean
  readonly isDeclared: boolean
  readonly description: string | undefined
  /** The type in the destination. */
  type: ColumnType
  /** The type that values are judged by; differs where the destination lacks it and gets text. */
  logicalType: ColumnType
  isDerived: boolean
  /** Part of an element key: one type for ever, no nulls. */
  isElementKey = false
  /** The destination cannot widen it. */
  isRefused = false
  /** Holds integers that a float cannot. */
  hasWideIntegers = false

  constructor(schema: ColumnSchema, index: number, logicalType: ColumnType = schema.type) {
    this.name = schema.name
    this.role = schema.role
    this.path = schema.path
    this.index = index
    this.isVariant = schema.isVariant === true
    this.isDeclared = schema.isDeclared === true
    this.isDerived = schema.isDerived === true
    this.description = schema.description
    this.type = schema.type
    this.logicalType = logicalType
  }

  get code(): SlotCode {
    if (this.type !== this.logicalType || this.isElementKey) return slotCode.other
    switch (this.type) {
      case 'boolean':
      case 'integer':
      case 'float':
      case 'text':
      case 'timestamp':
        return slotCode[this.type]
      default:
        return slotCode.other
    }
  }

  toSchema(): ColumnSchema {
    return {
      name: this.name,
      type: this.type,
      role: this.role,
      ...(this.path === undefined ? {} : { path: this.path }),
      ...(this.isVariant ? { isVariant: true } : {}),
      ...(this.isDerived ? { isDerived: true } : {}),
      ...(this.isDeclared ? { isDeclared: true } : {}),
      ...(this.description === undefined ? {} : { description: this.description }),
    }
  }
}
