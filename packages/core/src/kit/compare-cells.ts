import type { CellValue, ColumnType } from '../contract/column-type.ts'

/**
 * Orders two cells of one column: negative if `left` comes first. NULL is lowest. Numbers go by value with NaN as the
 * highest, instants by time, texts by code point (the order of their UTF-8 bytes), bytes and booleans by value.
 */
export function compareCells(left: CellValue, right: CellValue, type: ColumnType): number {
  if (left === null || right === null) return Number(left !== null) - Number(right !== null)
  if (type === 'decimal') return compareDecimals(String(left), String(right))
  if (type === 'timestamp') return order(withoutZone(String(left)), withoutZone(String(right)))
  if (left instanceof Uint8Array && right instanceof Uint8Array) return Buffer.compare(left, right)
  if (typeof left === 'string' && typeof right === 'string') return compareTexts(left, right)
  return order(left, right)
}

/**
 * JavaScript compares code units. The order differs only where a surrogate meets a character from U+E000 to U+FFFF, so
 * nearly all texts are compared without looking at them one by one.
 */
function compareTexts(left: string, right: string): number {
  if (!afterSurrogates.test(left) && !afterSurrogates.test(right)) return left < right ? -1 : Number(left > right)
  const length = Math.min(left.length, right.length)
  let index = 0
  while (index < length && left.charCodeAt(index) === right.charCodeAt(index)) index += 1
  if (index === length) return left.length - right.length
  return rank(left.charCodeAt(index)) - rank(right.charCodeAt(index))
}

const afterSurrogates = /[\ue000-\uffff]/

/** Puts surrogates, of which characters beyond U+FFFF are made, behind all other code units. */
function rank(codeUnit: number): number {
  return codeUnit >= 0xd800 && codeUnit < 0xe000 ? codeUnit + 0x1_0000 : codeUnit
}

function order(left: CellValue, right: CellValue): number {
  if (left === null || right === null) return 0
  if (Number.isNaN(left) || Number.isNaN(right)) return Number(Number.isNaN(left)) - Number(Number.isNaN(right))
  return left < right ? -1 : left > right ? 1 : 0
}

/** `12:00:00Z` would come after `12:00:00.5Z`. */
function withoutZone(timestamp: string): string {
  return timestamp.endsWith('Z') ? timestamp.slice(0, -1) : timestamp
}

function compareDecimals(left: string, right: string): number {
  const isNegative = left.startsWith('-')
  if (isNegative !== right.startsWith('-')) return isNegative ? -1 : 1
  const [leftWhole = '', leftFraction = ''] = left.replace('-', '').split('.')
  const [rightWhole = '', rightFraction = ''] = right.replace('-', '').split('.')
  const magnitude =
    leftWhole.length - rightWhole.length || order(leftWhole, rightWhole) || order(leftFraction, rightFraction)
  return isNegative ? -magnitude : magnitude
}
