import type { ResolvedSettings } from '../settings.ts'

/** Clockify is not as old. */
const begin = '2000-01-01T00:00:00.000Z'

/** How far ahead people plan. */
const yearsAhead = 5

/** For lists that must be asked for with bounds: everything, or from `since` on. */
export function allTimes({ since }: ResolvedSettings, now: Date): { readonly start: string; readonly end: string } {
  const end = new Date(now)
  end.setUTCFullYear(end.getUTCFullYear() + yearsAhead)
  return { start: since === undefined ? begin : new Date(since).toISOString(), end: end.toISOString() }
}
