import type { ColumnType } from '../contract/column-type.ts'

const decimal = /^-?(0|[1-9]\d*)(\.\d*[1-9])?$/
const date = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/
const time = /^([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{0,5}[1-9])?$/

/** Whether a value has the one form that `ColumnType` gives for this type. NULL is not asked for. */
export function isCell(value: unknown, type: ColumnType): boolean {
  switch (type) {
    case 'boolean':
      return typeof value === 'boolean'
    case 'integer':
      if (typeof value === 'bigint') return BigInt.asIntN(64, value) === value && !Number.isSafeInteger(Number(value))
      return Number.isSafeInteger(value)
    case 'float':
      return typeof value === 'number'
    case 'decimal':
      return typeof value === 'string' && value !== '-0' && decimal.test(value)
    case 'text':
    case 'json':
      return typeof value === 'string'
    case 'timestamp':
      return typeof value === 'string' && isTimestamp(value)
    case 'date':
      return typeof value === 'string' && date.test(value)
    case 'time':
      return typeof value === 'string' && time.test(value)
    case 'binary':
      return value instanceof Uint8Array
    default:
      return type satisfies never
  }
}

function isTimestamp(value: string): boolean {
  return value[10] === 'T' && value.endsWith('Z') && date.test(value.slice(0, 10)) && time.test(value.slice(11, -1))
}
