const numberPattern = /^(-?)(0|[1-9][0-9]*)(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]+))?$/
const maxDigits = 1000
const minInteger = -(2n ** 63n)
const maxInteger = 2n ** 63n - 1n

/**
 * A JSON number in the form of a decimal cell, undefined if the text is none or its digits, written without an
 * exponent, are more than 1,000.
 */
export function parseDecimal(text: string): string | undefined {
  const match = numberPattern.exec(text)
  if (match === null) return undefined
  const [, sign = '', whole = '', fraction = '', exponentText = '0'] = match
  const exponent = Number(exponentText)
  if (whole.length + fraction.length + Math.abs(exponent) > maxDigits) return undefined
  const digits = whole + fraction
  const point = whole.length + exponent
  const integerPart =
    point <= 0
      ? '0'
      : digits
          .slice(0, point)
          .padEnd(point, '0')
          .replace(/^0+(?=.)/, '')
  const fractionPart = (point <= 0 ? '0'.repeat(-point) + digits : digits.slice(point)).replace(/0+$/, '')
  const value = fractionPart === '' ? integerPart : `${integerPart}.${fractionPart}`
  return value === '0' ? '0' : sign + value
}

/** A finite number in the form of a decimal cell: a whole one digit by digit, another one as its shortest digits. */
export function formatDecimal(value: number): string {
  return Number.isInteger(value) ? String(BigInt(value)) : shortestDecimal(value)
}

function shortestDecimal(value: number): string {
  // Every shortest text is a JSON number of at most 330 digits.
  return parseDecimal(String(value)) ?? '0'
}

/** An integer cell, undefined if the text is no integer of 64 bits. `15.0` is 15. */
export function parseInteger(text: string): number | bigint | undefined {
  const decimal = parseDecimal(text)
  return decimal === undefined || decimal.includes('.') ? undefined : integerCell(BigInt(decimal))
}

/** A float cell, undefined unless the number's own shortest text is the same value. */
export function parseFloatExactly(text: string): number | undefined {
  const decimal = parseDecimal(text)
  if (decimal === undefined) return undefined
  const value = Number(decimal)
  return Number.isFinite(value) && (shortestDecimal(value) === decimal || formatDecimal(value) === decimal)
    ? value + 0
    : undefined
}

/** An integer cell, undefined beyond 64 bits. */
export function integerCell(value: bigint): number | bigint | undefined {
  if (value < minInteger || value > maxInteger) return undefined
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : value
}

/** Whether a float holds this integer exactly. */
export function isExactInFloat(value: bigint): boolean {
  const number = Number(value)
  return Number.isFinite(number) && BigInt(number) === value
}
