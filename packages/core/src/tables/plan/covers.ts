import type { ColumnType } from '../../contract/column-type.ts'
import type { StreamSchema } from '../../contract/table-schema.ts'

/** Whether what is wanted has everything that stands, at the same places, wider at most. */
export function covers(wanted: StreamSchema, standing: StreamSchema): boolean {
  const tables = new Map(wanted.tables.map((table) => [table.path, table]))
  return standing.tables.every((table) => {
    const own = tables.get(table.path)
    if (own === undefined || own.name !== table.name || own.delta !== table.delta) return false
    const columns = new Map(own.columns.map((column) => [column.name, column]))
    return table.columns.every((column) => {
      const known = columns.get(column.name)
      return known !== undefined && known.path === column.path && isSameOrWider(known.type, column.type)
    })
  })
}

function isSameOrWider(wanted: ColumnType, standing: ColumnType): boolean {
  if (wanted === standing) return true
  if (standing === 'integer') return wanted === 'float' || wanted === 'decimal'
  return standing === 'float' && wanted === 'decimal'
}
