import type { JsonValue } from '@millrace/core'
import { compareCells } from '@millrace/core/plugin'
import { compareDecimals, parseDecimal, toDecimal } from '../model/values/decimal.ts'
import { compareInstants, instantOf, parseInstant } from '../model/values/parse-instant.ts'
import { parseDate } from '../model/values/parse-date.ts'
import { parseTime } from '../model/values/parse-time.ts'

/** What a value of a record is compared with. Its kind says how. */
export interface Operand {
  readonly kind: OperandKind
  /** Negative if the value is the lower one; undefined where the two cannot be compared. */
  compare(this: void, value: unknown): number | undefined
}

export type OperandKind = 'number' | 'boolean' | 'instant' | 'date' | 'time' | 'text'

/** The operand that a value of a filter stands for; undefined for null, objects and arrays. */
export function toOperand(given: JsonValue): Operand | undefined {
  switch (typeof given) {
    case 'number':
    case 'bigint':
      return numberOperand(given)
    case 'boolean':
      return { kind: 'boolean', compare: (value) => booleans(value, given) }
    case 'string':
      return textOperand(given)
    default:
      return undefined
  }
}

function numberOperand(wanted: number | bigint): Operand | undefined {
  const decimal = toDecimal(wanted)
  if (decimal === undefined) return undefined
  return {
    kind: 'number',
    compare: (value) => {
      if (typeof value === 'number') return Number.isNaN(value) ? undefined : order(value, wanted)
      if (typeof value === 'bigint') return order(value, wanted)
      const given = typeof value === 'string' ? parseDecimal(value) : undefined
      return given === undefined ? undefined : compareDecimals(given, decimal)
    },
  }
}

function textOperand(text: string): Operand {
  const instant = parseInstant(text)
  if (instant !== undefined) {
    return {
      kind: 'instant',
      compare: (value) => {
        const given = instantOf(value)
        return given === undefined ? undefined : compareInstants(given, instant)
      },
    }
  }
  const date = parseDate(text)
  if (date !== undefined) return { kind: 'date', compare: (value) => forms(value, date, parseDate) }
  const time = parseTime(text)
  if (time !== undefined) return { kind: 'time', compare: (value) => forms(value, time, parseTime) }
  return {
    kind: 'text',
    compare: (value) => (typeof value === 'string' ? compareCells(value, text, 'text') : undefined),
  }
}

/** Dates and times have one form each, in which the earlier one is the lower text. */
function forms(value: unknown, wanted: string, parse: (text: string) => string | undefined): number | undefined {
  const given = typeof value === 'string' ? parse(value) : undefined
  return given === undefined ? undefined : order(given, wanted)
}

function booleans(value: unknown, wanted: boolean): number | undefined {
  return typeof value === 'boolean' ? Number(value) - Number(wanted) : undefined
}

/** Numbers and BigInts are compared by their exact values. */
function order(left: number | bigint | string, right: number | bigint | string): number {
  return left < right ? -1 : Number(left > right)
}
