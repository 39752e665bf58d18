import { styleText } from 'node:util'

/** A line of a table, by the names of its columns. */
export type Row = Readonly<Record<string, unknown>>

const maxCellWidth = 40

/**
 * Rows under the names of their columns, indented. Numbers stand right; cells that are NULL stay empty. No column is
 * narrower than `minWidth` characters, so that a table that is redrawn does not jump. Default 0.
 */
export function formatTable(
  rows: readonly Row[],
  columns: readonly string[],
  { minWidth = 0 }: { readonly minWidth?: number } = {},
): string {
  const cells = rows.map((row) => columns.map((column) => formatCell(row[column])))
  const widths = columns.map((name, index) =>
    Math.max(minWidth, name.length, ...cells.map((line) => line[index]?.length ?? 0)),
  )
  const isNumber = columns.map((column) => rows.some((row) => ['number', 'bigint'].includes(typeof row[column])))
  const draw = (line: readonly string[]): string =>
    line
      .map((cell, index) => (isNumber[index] ? cell.padStart(widths[index] ?? 0) : cell.padEnd(widths[index] ?? 0)))
      .join('  ')
      .trimEnd()
  return [styleText('dim', `  ${draw(columns)}`), ...cells.map((line) => `  ${draw(line)}`)].join('\n')
}

/** 12,000 */
export function formatNumber(number: number | bigint): string {
  return number.toLocaleString('en-US')
}

function formatCell(cell: unknown): string {
  switch (typeof cell) {
    case 'number':
    case 'bigint':
      return formatNumber(cell)
    case 'string':
      return cell.length > maxCellWidth ? `${cell.slice(0, maxCellWidth - 1)}…` : cell
    case 'boolean':
      return String(cell)
    case 'object':
      if (cell === null) return ''
      return cell instanceof Date ? cell.toISOString() : formatCell(JSON.stringify(cell))
    default:
      return ''
  }
}
