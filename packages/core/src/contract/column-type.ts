/**
 * The types a column can have.
 *
 * | type      | a cell in a batch                                                             |
 * |-----------|-------------------------------------------------------------------------------|
 * | boolean   | `boolean`                                                                     |
 * | integer   | `number` while it is a safe integer, else `bigint`; 64 bits, signed           |
 * | float     | `number`; NaN and the infinities included                                     |
 * | decimal   | `string`: `-?digits[.digits]`, no exponent, no superfluous zeros              |
 * | text      | `string`                                                                      |
 * | timestamp | `string`: `YYYY-MM-DDTHH:MM:SS[.f]Z`, 1 to 6 digits, no trailing zero, UTC    |
 * | date      | `string`: `YYYY-MM-DD`                                                        |
 * | time      | `string`: `HH:MM:SS[.f]`, as in a timestamp                                   |
 * | json      | `string`: JSON text                                                           |
 * | binary    | `Uint8Array`                                                                  |
 *
 * Each value has one form only, so that equal cells are equal texts.
 */
export type ColumnType =
  | 'boolean'
  | 'integer'
  | 'float'
  | 'decimal'
  | 'text'
  | 'timestamp'
  | 'date'
  | 'time'
  | 'json'
  | 'binary'

export const columnTypes: readonly ColumnType[] = [
  'boolean',
  'integer',
  'float',
  'decimal',
  'text',
  'timestamp',
  'date',
  'time',
  'json',
  'binary',
]

/** A value in a cell, in the one form that `ColumnType` gives for its type; `null` is NULL. */
export type CellValue = boolean | number | bigint | string | Uint8Array | null
