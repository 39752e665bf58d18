import { decimalScale } from './duckdb-type.ts'

/** The decimal as an integer: its digits without the point, filled up to the scale of the column. */
export function parseDecimal(text: string): bigint {
  const [whole = '', fraction = ''] = text.split('.')
  return BigInt(whole + fraction.padEnd(decimalScale, '0'))
}
