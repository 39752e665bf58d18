import type { MemoryDestination } from '@millrace/core'
import { canonicalText } from '../../../src/canonical-text.ts'

/** All tables with their columns and rows, as texts in no order of time: without what differs from run to run. */
export function dumpTables(memory: MemoryDestination): Readonly<Record<string, readonly string[]>> {
  const tables = memory.describe().flatMap(({ schema }) => schema.tables)
  return Object.fromEntries(
    tables.map(({ name, columns }) => {
      const own = columns.filter(({ role }) => role !== 'system')
      const rows = memory
        .table(name)
        .map((row) => canonicalText(Object.fromEntries(own.map((column) => [column.name, row[column.name] ?? null]))))
      const shape = own.map((column) => `${column.name} ${column.type}`)
      return [name, [...shape.toSorted(), ...rows.toSorted()]]
    }),
  )
}
