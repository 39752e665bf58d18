type Row = Readonly<Record<string, unknown>>

/** Prints rows under their column names. Cells that are NULL stay empty. */
export function printTable(title: string, rows: readonly Row[], columns: readonly string[]): void {
  const lines = [columns, ...rows.map((row) => columns.map((column) => toText(row[column])))]
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => line[index]?.length ?? 0)))
  const draw = (line: readonly string[]): string =>
    line.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join('  ')
  console.log(`\n${title}`)
  for (const [index, line] of lines.entries()) {
    console.log(`  ${draw(line).trimEnd()}`)
    if (index === 0) console.log(`  ${widths.map((width) => '-'.repeat(width)).join('  ')}`)
  }
}

function toText(cell: unknown): string {
  if (cell === null || cell === undefined) return ''
  return typeof cell === 'object' ? JSON.stringify(cell) : `${cell as string | number | bigint | boolean}`
}
