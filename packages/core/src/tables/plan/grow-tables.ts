/** What makes the tables of a plan more. All of it is noted in the change log. */

import type { ColumnType } from '../../contract/column-type.ts'
import { systemColumns } from '../../contract/table-schema.ts'
import type { Column } from './column.ts'
import type { DeclaredTable } from './declarations.ts'
import { addColumn, rulesOf, slotAt } from './grow-columns.ts'
import { joinNames } from '../naming.ts'
import { formatPath, tablePathCandidates } from '../path.ts'
import type { Steps } from '../path.ts'
import { warn } from './plan.ts'
import type { Plan } from './plan.ts'
import { slotRule, TablePlan } from './table-plan.ts'
import type { Slot } from './table-plan.ts'

/** The child table for the arrays at a slot. `keyTypes` are those of its element key, where one is declared. */
export function addChildTable(plan: Plan, slot: Slot, keyTypes: readonly ColumnType[]): TablePlan {
  const { definition, tables } = plan
  const { options } = definition
  const steps = [...slot.steps, null]
  const path = freePath(plan, steps)
  const declared = definition.tables.get(formatPath(steps))
  const wanted = `${slot.table.name}__${slot.segments.length === 0 ? 'list' : joinNames(slot.segments, definition.name)}`
  const chosen = definition.tableNames.get(path)
  const name = chosen ?? takeTableName(plan, wanted, path)
  const table = new TablePlan(
    { steps, path, parent: slot.table },
    tables.length,
    { name, delta: definition.deltaNames.get(path), description: declared?.declaration.description },
    options.capabilities,
  )
  tables.push(table)
  slot.array = table
  plan.changes.record(
    () => {
      tables.pop()
      slot.array = undefined
      if (chosen === undefined) plan.tableNames.release(name)
    },
    { changesSchema: true },
  )
  addEngineColumns(plan, table, declared)
  setElementRules(plan, table)
  applyDeclaration(plan, table, declared)
  if (declared !== undefined) addElementKey(plan, table, declared, keyTypes)
  addDeclaredColumns(plan, table)
  return table
}

/** Declared columns that the table does not have yet. */
export function addDeclaredColumns(plan: Plan, table: TablePlan): void {
  const key = formatPath(table.steps)
  for (const column of plan.definition.columns.values()) {
    if (formatPath(column.table) !== key) continue
    const slot = slotAt(plan, table, column.segments)
    if (slot !== undefined && slot.column === undefined)
      addColumn(plan, slot, column.declaration.type, column.declaration)
  }
}

/** Names that declarations give are kept free for them. */
function reserveDeclaredNames(plan: Plan, table: TablePlan): void {
  const key = formatPath(table.steps)
  for (const { table: steps, declaration } of plan.definition.columns.values()) {
    if (declaration.name !== undefined && formatPath(steps) === key) table.names.reserve(declaration.name)
  }
}

/** The columns that the destination fills. */
export function addSystemColumns(table: TablePlan): void {
  table.addEngineColumn({ name: systemColumns.run, type: 'text', role: 'system' })
  table.addEngineColumn({ name: systemColumns.syncedAt, type: 'timestamp', role: 'system' })
  if (table.level === 0) table.addEngineColumn({ name: systemColumns.deletedAt, type: 'timestamp', role: 'system' })
}

/** A name for a table that no other has. */
export function takeTableName(plan: Plan, wanted: string, path: string): string {
  const fits = plan.tableNames.fits(wanted)
  const name = plan.tableNames.take(wanted, `${plan.definition.options.stream}/${path}`)
  if (name === wanted) return name
  if (fits) warn(plan, 'name_collision', path, `the name ${wanted} is taken: the table is named ${name}`)
  else warn(plan, 'name_cut', path, `the table's name is too long: it was cut to ${name}`)
  return name
}

/** What declarations say of a table beside its columns. */
export function applyDeclaration(plan: Plan, table: TablePlan, declared: DeclaredTable | undefined): void {
  table.isUnordered = declared?.declaration.unordered === true
  table.valueName = declared?.declaration.valueColumn ?? table.valueName
  reserveDeclaredNames(plan, table)
}

/** Rules that the elements of a table have by the options `json` and `maxDepth`. */
export function setElementRules({ definition }: Plan, table: TablePlan): void {
  const { maxDepth } = definition.options
  if (maxDepth !== undefined && table.depth + 1 >= maxDepth) table.element.set(slotRule.keepsArrays)
  if (definition.isJson(table.steps)) table.element.set(slotRule.keepsAll)
}

function freePath(plan: Plan, steps: Steps): string {
  const candidates = tablePathCandidates(steps)
  const free = candidates.find((path) => plan.findTable(path) === undefined)
  if (free !== undefined) return free
  let path = candidates.at(-1) ?? ''
  while (plan.findTable(path) !== undefined) path += '.{}'
  return path
}

function addEngineColumns(plan: Plan, table: TablePlan, declared: DeclaredTable | undefined): void {
  const names = declared?.declaration.keyColumns ?? []
  table.keyColumns = plan.root.keyColumns.map((key, index) => {
    const name = names[index] ?? table.names.take(`${plan.definition.singular}_${key.name}`, `key ${key.name}`)
    return table.addEngineColumn({ name, type: key.type, role: 'key' })
  })
  table.ancestorColumns = Array.from({ length: table.level - 1 }, (_, index) =>
    table.addEngineColumn({ name: `${systemColumns.index}_${index + 1}`, type: 'integer', role: 'ancestor' }),
  )
  table.positionColumn = table.addEngineColumn({ name: systemColumns.index, type: 'integer', role: 'position' })
  addSystemColumns(table)
}

function addElementKey(plan: Plan, table: TablePlan, declared: DeclaredTable, types: readonly ColumnType[]): void {
  table.elementKey = declared.elementKey.flatMap((segments, index) => {
    const slot = slotAt(plan, table, segments)
    if (slot === undefined) return []
    const declaration = plan.definition.columns.get(formatPath([...table.steps, ...segments]))?.declaration
    const column = addColumn(plan, slot, declaration?.type ?? types[index] ?? 'text', declaration)
    makeElementKey(slot, column)
    return [column]
  })
}

/** Fixes a column as part of the element key of its table. */
export function makeElementKey(slot: Slot, column: Column): void {
  column.isElementKey = true
  slot.unset(rulesOf(column))
  slot.set(slotRule.isElementKey)
}
