import { compareCells } from '../compare-cells.ts'

/** A bound of a cursor, as the engine gives it: times as text, integers beyond a number's reach too. */
export type Bound = string | number

/** A day without leap seconds. */
export const dayInMs: number = 86_400_000

/** Whether a bound is a day without a time. */
export function isDay(bound: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(bound)
}

/** Whether a bound is a time that names no zone: it is taken for UTC, wherever this process runs. */
export function isZoneless(bound: string): boolean {
  return /[T ]\d\d:\d\d(:\d\d(\.\d+)?)?$/.test(bound)
}

/** The instant of a text, undefined if it is none. A day as the highest bound lasts to its end; what is finer than a millisecond is rounded outwards. */
export function instantOf(bound: string, side: 'from' | 'to'): number | undefined {
  if (!/^\d{4}-\d\d-\d\d([T ]|$)/.test(bound)) return undefined
  const time = Date.parse(isZoneless(bound) ? `${bound.replace(' ', 'T')}Z` : bound)
  if (Number.isNaN(time)) return undefined
  if (side === 'from') return time
  if (isDay(bound)) return time + dayInMs - 1
  return /\.\d{3}0*[1-9]/.test(bound) ? time + 1 : time
}

/** Whether a value lies before a lowest bound (-1), behind a highest one (1), or neither, as where the two cannot be compared (0). */
export function compareToBound(value: unknown, bound: Bound, side: 'from' | 'to'): -1 | 0 | 1 {
  const order = compare(value, bound, side)
  if (side === 'from') return order < 0 ? -1 : 0
  return order > 0 ? 1 : 0
}

function compare(value: unknown, bound: Bound, side: 'from' | 'to'): number {
  if (typeof value === 'number' || typeof value === 'bigint') {
    const other = typeof bound === 'string' && /^-?\d+$/.test(bound) ? BigInt(bound) : Number(bound)
    return value < other ? -1 : value > other ? 1 : 0
  }
  if (typeof value !== 'string' || typeof bound !== 'string') return 0
  const [left, right] = [instantOf(value, 'from'), instantOf(bound, side)]
  if (left !== undefined && right !== undefined) return left - right
  return left === undefined && right === undefined ? compareCells(value, bound, 'text') : 0
}

/** The later of two lowest bounds. */
export function laterOf(left: Bound | undefined, right: Bound | undefined): Bound | undefined {
  if (left === undefined || right === undefined) return left ?? right
  return compareToBound(left, right, 'from') < 0 ? right : left
}
