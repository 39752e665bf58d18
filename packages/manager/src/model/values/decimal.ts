/** An exact number: `digits / 10 ** scale`, with the smallest scale there is, so that equal numbers look alike. */
export interface Decimal {
  readonly digits: bigint
  /** Digits behind the point; never negative. */
  readonly scale: number
}

const pattern = /^(-?)(0|[1-9]\d*)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/
const maxDigits = 1000

/** A number as JSON writes it; undefined if the text is none, or has more than 1,000 digits when written out. */
export function parseDecimal(text: string): Decimal | undefined {
  const match = pattern.exec(text)
  if (match === null) return undefined
  const [, sign = '', whole = '', fraction = '', exponentText = '0'] = match
  const exponent = Number(exponentText)
  if (whole.length + fraction.length + Math.abs(exponent) > maxDigits) return undefined
  const digits = BigInt(whole + fraction) * (sign === '' ? 1n : -1n)
  const scale = fraction.length - exponent
  return scale < 0 ? { digits: digits * 10n ** BigInt(-scale), scale: 0 } : simplest(digits, scale)
}

/** A whole number digit by digit, another one as its shortest digits; undefined for NaN and the infinities. */
export function toDecimal(value: number | bigint): Decimal | undefined {
  if (typeof value === 'bigint') return { digits: value, scale: 0 }
  if (Number.isInteger(value)) return { digits: BigInt(value), scale: 0 }
  return parseDecimal(String(value))
}

/** Negative if `left` is smaller. */
export function compareDecimals(left: Decimal, right: Decimal): number {
  const from = left.digits * 10n ** BigInt(right.scale)
  const to = right.digits * 10n ** BigInt(left.scale)
  return from < to ? -1 : Number(from > to)
}

/** `-?digits[.digits]`, no exponent, no superfluous zeros. */
export function formatDecimal({ digits, scale }: Decimal): string {
  const sign = digits < 0n ? '-' : ''
  const text = String(digits < 0n ? -digits : digits).padStart(scale + 1, '0')
  return scale === 0 ? `${sign}${text}` : `${sign}${text.slice(0, -scale)}.${text.slice(-scale)}`
}

function simplest(digits: bigint, scale: number): Decimal {
  let [left, places] = [digits, scale]
  while (places > 0 && left % 10n === 0n) {
    left /= 10n
    places -= 1
  }
  return { digits: left, scale: places }
}
