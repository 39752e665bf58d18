/** A time of the clock as text, for records and messages. */
export function formatTime(timeInMs: number): string {
  return new Date(timeInMs).toISOString()
}

/** A time of the clock as a cell of type `timestamp`, which has no superfluous zeros. */
export function timestampCell(timeInMs: number): string {
  return formatTime(timeInMs).replace(/\.?0*Z$/, 'Z')
}
