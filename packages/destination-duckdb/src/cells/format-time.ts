import { dateFromDays } from './calendar.ts'

/** How many decimal digits of a second the unit has: 3 for milliseconds. */
type FractionDigits = 0 | 3 | 6 | 9

const unitsPerSecond: Readonly<Record<FractionDigits, bigint>> = {
  0: 1n,
  3: 1000n,
  6: 1_000_000n,
  9: 1_000_000_000n,
}
const secondsPerDay = 86_400
/** What DuckDB keeps for `infinity`; `-infinity` is its negative. */
const infiniteUnits = 2n ** 63n - 1n
const infiniteDays = 2 ** 31 - 1

/** `YYYY-MM-DDTHH:MM:SS[.f]` of a count since 1970, without trailing zeros. */
export function formatTimestamp(units: bigint, digits: FractionDigits): string {
  if (units === infiniteUnits) return 'infinity'
  if (units === -infiniteUnits) return '-infinity'
  const perSecond = unitsPerSecond[digits]
  const fraction = modulo(units, perSecond)
  const seconds = Number((units - fraction) / perSecond)
  const days = Math.floor(seconds / secondsPerDay)
  return `${formatDate(days)}T${formatSeconds(seconds - days * secondsPerDay, fraction, digits)}`
}

/** `HH:MM:SS[.f]` of a count since midnight. */
export function formatTime(units: bigint, digits: FractionDigits): string {
  const perSecond = unitsPerSecond[digits]
  return formatSeconds(Number(units / perSecond), units % perSecond, digits)
}

/** `YYYY-MM-DD` of a count of days since 1970; years that need more digits have a sign and six. */
export function formatDate(days: number): string {
  if (days === infiniteDays) return 'infinity'
  if (days === -infiniteDays) return '-infinity'
  const { year, month, day } = dateFromDays(days)
  const isLong = year < 0 || year > 9999
  const yearText = isLong ? `${year < 0 ? '-' : '+'}${pad(Math.abs(year), 6)}` : pad(year, 4)
  return `${yearText}-${pad(month, 2)}-${pad(day, 2)}`
}

function formatSeconds(seconds: number, fraction: bigint, digits: FractionDigits): string {
  const minutes = Math.floor(seconds / 60)
  const text = `${pad(Math.floor(minutes / 60), 2)}:${pad(minutes % 60, 2)}:${pad(seconds % 60, 2)}`
  return fraction === 0n ? text : `${text}.${pad(fraction, digits).replace(/0+$/, '')}`
}

function pad(value: number | bigint, length: number): string {
  return String(value).padStart(length, '0')
}

/** The rest of a division that rounds down. */
function modulo(value: bigint, divisor: bigint): bigint {
  const rest = value % divisor
  return rest < 0n ? rest + divisor : rest
}
