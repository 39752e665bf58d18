import type { RefusedWidening } from '../../contract/schema-change.ts'
import type { StreamSchema } from '../../contract/table-schema.ts'
import { slotAt } from './grow-columns.ts'
import { parsePath } from '../path.ts'
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
  column.isRefused = true
  column.type = standing.type
  column.logicalType = standing.type
  const slot = slotAt(
    plan,
    table,
    parsePath(column.path ?? '').filter((step) => step !== null),
  )
  slot?.updateCode()
}
