/** Key, cursor and scope columns: those whose cells come from the record's identity. */

import type { ColumnType } from '../../contract/column-type.ts'
import { Column } from './column.ts'
import type { FixedField } from './definition.ts'
import { addColumn, rulesOf, slotAt } from './grow-columns.ts'
import { joinNames } from '../naming.ts'
import { formatPath } from '../path.ts'
import type { FixedColumn, Plan } from './plan.ts'
import { Slot, slotRule } from './table-plan.ts'
import type { TablePlan } from './table-plan.ts'

/** Adds a column of the primary key to the root. It is text until its type is known. */
export function addRootKey(plan: Plan, table: TablePlan, field: FixedField): Column {
  const declaration = plan.definition.columns.get(formatPath(field.segments))?.declaration
  const type = declaration?.type ?? 'text'
  const wanted = joinNames(field.segments, plan.definition.name)
  const column = new Column(
    {
      name: declaration?.name ?? table.names.take(wanted, field.path),
      type: plan.definition.supports(type) ? type : 'text',
      role: 'key',
      path: formatPath(field.segments),
      ...(declaration === undefined ? {} : { isDeclared: true }),
      ...(declaration?.description === undefined ? {} : { description: declaration.description }),
    },
    table.columns.length,
    type,
  )
  table.columns.push(column)
  table.names.reserve(column.name)
  bind(plan, field, column, declaration !== undefined)
  return column
}

/** Makes the column of a cursor or scope field, if there is one or it is declared, the one of the field. */
export function bindFixed(plan: Plan, field: FixedField): void {
  const path = formatPath(field.segments)
  const declaration = plan.definition.columns.get(path)?.declaration
  const standing = plan.root.columns.find(
    ({ role, isVariant, path: of }) => of === path && role !== 'system' && !isVariant,
  )
  const column = standing ?? (declaration && addColumn(plan, fixedSlot(plan, field), declaration.type, declaration))
  bind(plan, field, column, column !== undefined)
}

/** Notes a column as fixed, and the slot, if there is one, as its own. */
export function addFixed(plan: Plan, slot: Slot | undefined, fixed: FixedColumn): void {
  if (slot !== undefined) {
    if (fixed.column !== undefined) slot.setColumn(fixed.column)
    slot.set(slotRule.isFixed)
    slot.fixedIndex = plan.fixed.length
  }
  plan.fixed.push(fixed)
}

/** Settles the type of a field that has none yet. Not drift: the column is part of the stream's definition. */
export function decideType(plan: Plan, fixed: FixedColumn, type: ColumnType): void {
  if (fixed.isDecided) return
  const before = fixed.column
  fixed.isDecided = true
  plan.changes.record(() => {
    fixed.isDecided = false
    fixed.column = before
  })
  if (!fixed.field.isKey) {
    const slot = fixedSlot(plan, fixed.field)
    fixed.column = addColumn(plan, slot, type)
    slot.unset(rulesOf(fixed.column))
    return
  }
  const at = plan.definition.fixed.indexOf(fixed.field)
  for (const table of plan.tables) {
    const column = table.keyColumns[at]
    if (column !== undefined) setType(plan, column, type)
  }
}

function setType(plan: Plan, column: Column, type: ColumnType): void {
  const { type: physical, logicalType } = column
  column.logicalType = type
  column.type = plan.definition.supports(type) ? type : 'text'
  plan.changes.record(
    () => {
      column.type = physical
      column.logicalType = logicalType
    },
    { changesSchema: column.type !== physical },
  )
}

function bind(plan: Plan, field: FixedField, column: Column | undefined, isDecided: boolean): void {
  const slot = fixedSlot(plan, field)
  if (column !== undefined) slot.unset(rulesOf(column))
  addFixed(plan, slot, { field, column, isDecided })
}

/** Inside an object that is kept as JSON text there is no slot: one that stands alone serves as well. */
function fixedSlot(plan: Plan, field: FixedField): Slot {
  return slotAt(plan, plan.root, field.segments) ?? new Slot(plan.root, field.segments)
}
