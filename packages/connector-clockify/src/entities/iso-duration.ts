/** Seconds as Clockify writes durations: `PT88H36M`. Hours are not rolled into days, parts of zero are left out. */
export function isoDuration(seconds: number): string {
  const whole = Math.trunc(Math.abs(seconds))
  const parts = [
    [Math.floor(whole / 3_600), 'H'],
    [Math.floor((whole % 3_600) / 60), 'M'],
    [whole % 60, 'S'],
  ] as const
  const text = parts.map(([count, unit]) => (count === 0 ? '' : `${count}${unit}`)).join('')
  return `${seconds < 0 ? '-' : ''}PT${text === '' ? '0S' : text}`
}

const pattern = /^(-)?P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/

/** The seconds of an ISO 8601 duration in days, hours, minutes and seconds; null for anything else. */
export function durationSeconds(text: unknown): number | null {
  const match = typeof text === 'string' ? pattern.exec(text) : null
  if (match === null || text === 'P' || text === '-P') return null
  const [, sign, days = '0', hours = '0', minutes = '0', seconds = '0'] = match
  const total = Number(days) * 86_400 + Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds)
  return sign === undefined ? total : -total
}
