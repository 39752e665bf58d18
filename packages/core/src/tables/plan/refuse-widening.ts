import type { RefusedWidening } from '../../contract/schema-change.ts'
import type { StreamSchema } from '../../contract/table-schema.ts'
import { slotAt } from './grow-columns.ts'
import { parsePath } from '../../kit/parse-path.ts'
import type { Plan } from './plan.ts'

/** Gives a column the type back that it has in the destination, for ever. The table may be named by path or by name. */
export function refuseWidening(
  plan: Plan,
  stored: StreamSchema,
  { table: place, column: name }: RefusedWidening,
): void {
  const table = plan.findTable(place) ?? plan.tables.find((table) => table.name === place)
  const column = table?.columns.find((column) => column.name === name)
  const standing = stored.tables
    .find((other) => other.path === table?.path)
    ?.columns.find((column) => column.name === name)
  if (table === undefined || column === undefined || standing === undefined) return
  // What no float holds exactly, a decimal may; only when that is refused too, variants take what does not fit.
  if (column.type === 'float' && standing.type === 'integer') column.hasWideIntegers = true
  else column.isRefused = true
  column.type = standing.type
  column.logicalType = standing.type
  const slot = slotAt(
    plan,
    table,
    parsePath(column.path ?? '').filter((step) => step !== null),
  )
  slot?.updateCode()
}
