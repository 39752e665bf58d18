import type { TableSchema } from '@millrace/core/plugin'
import { cellsInText } from './ledger-facts.ts'
import type { LedgerFacts } from './ledger-facts.ts'

/** (b) Every child row has its parent, and the elements of an array are numbered without a gap. */
export function checkChildren(facts: LedgerFacts): readonly string[] {
  const tables = facts.state?.schema.tables ?? []
  return tables.flatMap((table) => {
    const parent = tables.find(({ path }) => path === table.parent)
    if (table.parent === undefined) return []
    if (parent === undefined) return [`table ${table.name}: its parent '${table.parent}' is not among the tables`]
    return [...findOrphans(facts, table, parent), ...findGaps(facts, table)]
  })
}

function findOrphans(facts: LedgerFacts, table: TableSchema, parent: TableSchema): readonly string[] {
  const parentColumns = [...parent.rootKey, ...columnsOf(parent, 'ancestor'), ...columnsOf(parent, 'position')]
  const childColumns = [...table.rootKey, ...columnsOf(table, 'ancestor')]
  const parents = new Set((facts.rows[parent.path] ?? []).map((row) => cellsInText(row, parentColumns)))
  const orphans = (facts.rows[table.path] ?? []).filter((row) => !parents.has(cellsInText(row, childColumns)))
  return orphans.length === 0 ? [] : [`table ${table.name}: ${orphans.length} rows have no parent in ${parent.name}`]
}

function findGaps(facts: LedgerFacts, table: TableSchema): readonly string[] {
  const [position] = columnsOf(table, 'position')
  if (position === undefined) return []
  const siblingColumns = [...table.rootKey, ...columnsOf(table, 'ancestor')]
  const counts = new Map<string, { rows: number; positions: Set<number>; highest: number }>()
  for (const row of facts.rows[table.path] ?? []) {
    const siblings = cellsInText(row, siblingColumns)
    const place = Number(row[position])
    const count = counts.get(siblings) ?? { rows: 0, positions: new Set(), highest: -1 }
    counts.set(siblings, count)
    count.rows += 1
    count.positions.add(place)
    count.highest = Math.max(count.highest, place)
  }
  const isWhole = (count: { rows: number; positions: Set<number>; highest: number }): boolean =>
    count.positions.size === count.rows && count.highest === count.rows - 1
  const broken = [...counts.values()].filter((count) => !isWhole(count))
  return broken.length === 0
    ? []
    : [`table ${table.name}: the elements of ${broken.length} arrays are not numbered 0, 1, 2, … once each`]
}

function columnsOf(table: TableSchema, role: 'ancestor' | 'position'): readonly string[] {
  return table.columns.filter((column) => column.role === role).map(({ name }) => name)
}
