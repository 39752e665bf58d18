import type { EntriesSavepoint, Walk } from './entries-savepoint.ts'

/** What decides about the next walk. */
export interface WalkPlan {
  /** The moment of the run. */
  readonly now: Date
  /** Days before the last read whose entries are read again. */
  readonly reread: number
  /** Days after which everything is read again; undefined: never. */
  readonly reconcileEvery: number | undefined
  /** Where the entries begin, in milliseconds since 1970; undefined: nowhere. */
  readonly begin: number | undefined
}

const dayInMs = 86_400_000

/**
 * Everything at first, when it is due, and when it shall begin earlier than it did, else the window. The window reaches back from the last read, not from now, so that
 * a pause between two runs leaves no gap.
 */
export function planWalk(
  { readAt, historyAt, historyFrom }: EntriesSavepoint,
  { now, reread, reconcileEvery, begin }: WalkPlan,
): Walk {
  const begunAt = now.toISOString()
  const isDue =
    reconcileEvery !== undefined &&
    (historyAt === undefined || now.getTime() - Date.parse(historyAt) >= reconcileEvery * dayInMs)
  const isLonger = historyFrom !== undefined && (begin === undefined || begin < Date.parse(historyFrom))
  if (readAt === undefined || isDue || isLonger) return { phase: 'history', begunAt, from: toText(begin) }
  const window = Math.min(now.getTime(), Date.parse(readAt)) - reread * dayInMs
  return { phase: 'window', begunAt, from: toText(Math.max(window, begin ?? window)) }
}

function toText(instant: number | undefined): string | undefined {
  return instant === undefined ? undefined : new Date(instant).toISOString()
}
