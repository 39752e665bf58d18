/** Clockify is not as old. */
const begin = '2000-01-01T00:00:00.000Z'

/** How far ahead people plan. */
const yearsAhead = 5

/** For lists that must be asked for with bounds: everything. */
export function allTimes(now: Date): { readonly start: string; readonly end: string } {
  const end = new Date(now)
  end.setUTCFullYear(end.getUTCFullYear() + yearsAhead)
  return { start: begin, end: end.toISOString() }
}
