const pattern = /^\d{4}-\d{2}-\d{2}$/

/** A `YYYY-MM-DD` that exists, from the year 0001 on; undefined if the text is none. */
export function parseDate(text: string): string | undefined {
  if (!pattern.test(text) || text.startsWith('0000')) return undefined
  const time = Date.parse(`${text}T00:00:00Z`)
  // A day that does not exist is read as one of the next month.
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text) ? text : undefined
}
