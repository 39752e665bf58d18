import { abbreviatePath, joinPath } from '../path.ts'
import { Rejection } from '../rejection.ts'
import type { RowBuffer } from './row-buffer.ts'
import type { TablePlan } from '../plan/table-plan.ts'

/** Rejects an array in which two elements have the same key, or one has none. `first` is the row of its first element. */
export function checkElementKeys(table: TablePlan, rows: RowBuffer, first: number): void {
  const known = new Set<string>()
  for (let row = first; row < rows.count; row++) {
    let text = ''
    for (const column of table.elementKey) {
      const cell = rows.cells[column.index]?.[row] ?? null
      if (cell === null) throw new Rejection('null_element_key', joinPath(table.path, column.path ?? ''))
      const part = String(cell)
      text += `${part.length}:${part}`
    }
    if (known.has(text)) throw new Rejection('duplicate_element_key', abbreviatePath(table.steps.slice(0, -1)))
    known.add(text)
  }
}
