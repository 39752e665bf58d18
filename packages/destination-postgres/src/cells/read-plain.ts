/**
 * A value of any SQL type as plain data. Where there is a column type like it, the form is that of its cells; a timestamp
 * without a zone has no `Z`, and the rest is text as Postgres writes it.
 */
export function readPlain(type: number, text: string): unknown {
  return (readers[type] ?? String)(text)
}

/** By the number that Postgres gives a type. */
const readers: Readonly<Record<number, (text: string) => unknown>> = {
  16: (text) => text === 't',
  17: (text) => new Uint8Array(Buffer.from(text.slice(2), 'hex')),
  20: readInteger,
  21: Number,
  23: Number,
  26: Number,
  700: Number,
  701: Number,
  1082: readDate,
  1114: readTimestamp,
  1184: readInstant,
  1700: readDecimal,
}

function readInteger(text: string): number | bigint {
  const number = Number(text)
  return Number.isSafeInteger(number) ? number : BigInt(text)
}

/** Of digits after the point the last one is never 0. */
function readDecimal(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text
}

function readInstant(text: string): string {
  return text.endsWith('infinity') ? text : `${readTimestamp(text.replace(/\+00(?= BC$|$)/, ''))}Z`
}

function readTimestamp(text: string): string {
  return readDate(text).replace(' ', 'T')
}

/** The year before year 1 is year 0 in ISO 8601, and 1 BC in Postgres. */
function readDate(text: string): string {
  if (!text.endsWith(' BC')) return text
  const [year = '', ...rest] = text.slice(0, -3).split(/(?=-)/)
  const before = Number(year) - 1
  const digits = String(before).padStart(before === 0 ? 4 : 6, '0')
  return `${before === 0 ? '' : '-'}${digits}${rest.join('')}`
}
