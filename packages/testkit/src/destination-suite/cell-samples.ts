import type { CellValue, ColumnType } from '@millrace/core/plugin'

export interface CellSample {
  readonly value: CellValue
  /** The destination may reject it, with a path and a code; all others it must hold if it holds the type at all. */
  readonly mayReject?: true
}

/** Values of each type, in the form of `ColumnType`. The first of each is ordinary, all differ from each other. */
export const cellSamples: Readonly<Record<ColumnType, readonly [CellSample, ...CellSample[]]>> = {
  boolean: [{ value: true }, { value: false }],
  integer: [
    { value: 1 },
    { value: 0 },
    { value: -1 },
    { value: Number.MAX_SAFE_INTEGER },
    { value: Number.MIN_SAFE_INTEGER },
    { value: 2n ** 53n },
    { value: 2n ** 53n + 1n },
    { value: -(2n ** 53n) - 1n },
    { value: 2n ** 63n - 1n },
    { value: -(2n ** 63n) },
  ],
  float: [
    { value: 1.5 },
    { value: 0 },
    { value: 0.1 },
    { value: 1 / 3 },
    { value: Number.MAX_VALUE },
    { value: -Number.MAX_VALUE },
    { value: Number.MIN_VALUE },
    { value: 2 ** 53 + 2 },
    { value: 1e21 },
    { value: Number.NaN, mayReject: true },
    { value: Number.POSITIVE_INFINITY, mayReject: true },
    { value: Number.NEGATIVE_INFINITY, mayReject: true },
  ],
  decimal: [
    { value: '1.5' },
    { value: '0' },
    { value: '-0.000001' },
    { value: '18446744073709551616' },
    { value: '12345678901234567890123456789012345678', mayReject: true },
    { value: '0.12345678901234567890123456789012345678', mayReject: true },
    { value: '123456789012345678901234567890123456789012345678901234567890', mayReject: true },
    { value: '-1234567890123456789012345678901234567890.12345678901234567891', mayReject: true },
  ],
  text: [
    { value: 'plain' },
    { value: '' },
    { value: ' ' },
    { value: ' spaces around ' },
    { value: 'NULL' },
    { value: '\\N' },
    { value: `quotes ' and " and \`` },
    { value: 'back\\slash \\n \\' },
    { value: 'tab\tline\nreturn\r\nend' },
    { value: 'comma, semicolon; pipe|' },
    { value: 'control \u0001\u001f\u007f' },
    { value: 'e\u0301 decomposed' },
    { value: '\u00e9 composed' },
    { value: '日本語 العربية' },
    { value: '👩‍👩‍👧‍👦 🏳️‍🌈 𝒳' },
    { value: '\ufeffbyte order mark' },
    { value: '\u2028 line separator \u2029' },
    { value: 'long '.repeat(20_000) },
    { value: 'nul \u0000 inside', mayReject: true },
    { value: 'lone high \ud800 surrogate', mayReject: true },
    { value: 'lone low \udc00 surrogate', mayReject: true },
  ],
  timestamp: [
    { value: '2026-03-29T01:30:00Z' },
    { value: '1970-01-01T00:00:00Z' },
    { value: '1969-12-31T23:59:59.999999Z' },
    { value: '2026-01-01T12:34:56.123456Z' },
    { value: '2026-01-01T12:34:56.1Z' },
    { value: '2026-01-01T12:34:56.000001Z' },
    { value: '2024-02-29T23:59:59.999Z' },
    { value: '1582-10-10T00:00:00Z' },
    { value: '0001-01-01T00:00:00Z' },
    { value: '9999-12-31T23:59:59.999999Z' },
  ],
  date: [
    { value: '2026-03-29' },
    { value: '1970-01-01' },
    { value: '1969-12-31' },
    { value: '2024-02-29' },
    { value: '1900-03-01' },
    { value: '0001-01-01' },
    { value: '9999-12-31' },
  ],
  time: [
    { value: '12:34:56' },
    { value: '00:00:00' },
    { value: '23:59:59' },
    { value: '23:59:59.999999' },
    { value: '00:00:00.000001' },
    { value: '12:34:56.5' },
  ],
  json: [
    { value: '{"a":1}' },
    { value: '{}' },
    { value: '[]' },
    { value: 'null' },
    { value: '""' },
    { value: '"text"' },
    { value: '[1,[2,[3,{"deep":[null,true,false]}]]]' },
    { value: '{"":"empty key","quote\\"":"\\u0001"}' },
    { value: '{"unicode":"日本語 👩‍👩‍👧‍👦"}' },
    { value: '12345678901234567890' },
    { value: '{"nul":"\\u0000"}', mayReject: true },
    { value: '{"lone":"\\ud800"}', mayReject: true },
  ],
  binary: [
    { value: Uint8Array.of(1, 2, 3) },
    { value: new Uint8Array(0) },
    { value: Uint8Array.of(0) },
    { value: Uint8Array.from({ length: 256 }, (_, byte) => byte) },
    { value: new Uint8Array(100_000).fill(255) },
  ],
}

/** A cell in a form in which equal values are equal: JSON by content, bytes as a plain array. */
export function comparableCell(type: ColumnType, cell: CellValue | undefined): unknown {
  if (cell instanceof Uint8Array) return [...cell]
  if (type !== 'json' || typeof cell !== 'string') return cell
  // A number beyond 53 bits would be changed by parsing.
  return /^\d{17,}$/.test(cell.trim()) ? cell.trim() : JSON.parse(cell)
}
