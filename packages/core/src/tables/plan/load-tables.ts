import { InvalidOptionsError } from '../../contract/errors/invalid-options-error.ts'
import type { ColumnSchema, StreamSchema, TableSchema } from '../../contract/table-schema.ts'
import { describeName, listChosenNames, listStoredNames } from './chosen-names.ts'
import { Column } from './column.ts'
import { addFixed } from './fixed-columns.ts'
import { rulesOf, slotAt } from './grow-columns.ts'
import { makeElementKey, setElementRules } from './grow-tables.ts'
import { parsePath } from '../../kit/parse-path.ts'
import { formatPath } from '../path.ts'
import type { Plan } from './plan.ts'
import { Slot, slotRule, TablePlan } from './table-plan.ts'

/** Takes over the tables that stand. Names the user chose anew are renames in place. */
export function loadTables(plan: Plan, stored: StreamSchema): void {
  checkKey(plan, stored)
  checkNames(plan, stored)
  for (const table of stored.tables) loadTable(plan, table)
  for (const field of plan.definition.fixed) {
    if (!field.isKey) continue
    const column = plan.root.keyColumns.find((key) => key.path === formatPath(field.segments))
    const slot = slotAt(plan, plan.root, field.segments)
    addFixed(plan, column === undefined ? undefined : slot, { field, column, isDecided: true })
  }
}

function loadTable(plan: Plan, stored: TableSchema): void {
  const { options, tableNames, deltaNames } = plan.definition
  const name = tableNames.get(stored.path) ?? stored.name
  const delta = deltaNames.get(stored.path) ?? stored.delta
  const parent = stored.parent === undefined ? undefined : plan.findTable(stored.parent)
  const place = { steps: stored.steps, path: stored.path, parent }
  const description = { name, delta, description: stored.description }
  const table = new TablePlan(place, plan.tables.length, description, options.capabilities)
  plan.tables.push(table)
  plan.tableNames.reserve(name)
  if (delta !== undefined) plan.tableNames.reserve(delta)
  if (parent !== undefined) {
    const segments = stored.steps.slice(parent.steps.length, -1).filter((step) => step !== null)
    slotOrLoneOne(plan, parent, segments).array = table
    setElementRules(plan, table)
  }
  if (name !== stored.name || delta !== stored.delta) {
    plan.changes.record(() => undefined, { changesSchema: true })
  }
  for (const column of stored.columns) loadColumn(plan, table, column, stored)
  for (const column of table.columns.filter((column) => column.isVariant)) keepObjects(plan, table, column)
}

function loadColumn(plan: Plan, table: TablePlan, stored: ColumnSchema, tableSchema: TableSchema): void {
  const steps = stored.path === undefined ? [] : parsePath(stored.path).filter((step) => step !== null)
  const declared = plan.definition.columns.get(formatPath([...table.steps, ...steps]))?.declaration
  const physical = declared === undefined || plan.definition.supports(declared.type) ? declared?.type : 'text'
  const isOwn = stored.role === 'data' || (stored.role === 'key' && table.level === 0)
  const isDeclaredNow = isOwn && stored.isVariant !== true && physical === stored.type
  const schema: ColumnSchema = isDeclaredNow ? { ...stored, isDeclared: true } : stored
  if (schema.isDeclared !== stored.isDeclared) plan.changes.record(() => undefined, { changesSchema: true })
  const column = new Column(schema, table.columns.length, isDeclaredNow ? declared?.type : stored.type)
  table.columns.push(column)
  table.names.reserve(column.name)
  switch (stored.role) {
    case 'key':
      table.keyColumns = [...table.keyColumns, column]
      return
    case 'ancestor':
      table.ancestorColumns = [...table.ancestorColumns, column]
      return
    case 'position':
      table.positionColumn = column
      return
    case 'data':
      bindColumn(slotOrLoneOne(plan, table, steps), column, tableSchema)
      return
    case 'partition':
    case 'system':
      return
    default:
      stored.role satisfies never
  }
}

function bindColumn(slot: Slot, column: Column, { key }: TableSchema): void {
  if (column.isVariant) {
    slot.variants = [...slot.variants, column]
    return
  }
  slot.setColumn(column)
  slot.set(rulesOf(column, slot))
  if (!key.includes(column.name)) return
  makeElementKey(slot, column)
  slot.table.elementKey = [...slot.table.elementKey, column]
}

/** A variant that holds JSON text stands where maps were detected, and an object was never taken apart. */
function keepObjects(plan: Plan, table: TablePlan, column: Column): void {
  if (column.type !== 'json' || column.path === undefined) return
  const steps = parsePath(column.path).filter((step) => step !== null)
  const slot = slotAt(plan, table, steps)
  if (slot?.object === undefined) slot?.set(slotRule.keepsObjects)
}

/** Inside what is kept as JSON text by now there are no slots: the column stays, and gets nothing any more. */
function slotOrLoneOne(plan: Plan, table: TablePlan, segments: readonly string[]): Slot {
  return slotAt(plan, table, segments) ?? new Slot(table, segments)
}

function checkKey(plan: Plan, stored: StreamSchema): void {
  const { fixed, options } = plan.definition
  const wanted = fixed.filter((field) => field.isKey).map((field) => formatPath(field.segments))
  const root = stored.tables[0]?.columns.filter((column) => column.role === 'key' && column.path !== undefined) ?? []
  const paths = root.map((column) => column.path ?? '')
  if (JSON.stringify(wanted) === JSON.stringify(paths)) return
  const message = `stream ${options.stream} stands with the key (${paths.join(', ')}); another one needs a rebuild`
  throw new InvalidOptionsError([{ path: 'primaryKey', message }])
}

/** A name that stands stays where it is, unless its table is given another one now. */
function checkNames(plan: Plan, stored: StreamSchema): void {
  const chosen = listChosenNames(plan.definition.options)
  const kept = listStoredNames(stored).filter(
    ({ option, path }) => !chosen.some((given) => given.option === option && given.path === path),
  )
  const problems = chosen.flatMap(({ option, path, name }) => {
    const taken = kept.find((other) => plan.tableNames.isSame(other.name, name))
    return taken === undefined ? [] : [{ path: `${option}.${path}`, message: describeName(taken) }]
  })
  if (problems.length > 0) throw new InvalidOptionsError(problems)
}
