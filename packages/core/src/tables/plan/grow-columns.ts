/** What makes the columns of a plan more, or wider. All of it is noted in the change log. */

import type { ColumnType } from '../../contract/column-type.ts'
import { InvalidOptionsError } from '../../contract/errors/invalid-options-error.ts'
import type { ColumnSchema } from '../../contract/table-schema.ts'
import { Column } from './column.ts'
import { joinNames } from '../naming.ts'
import { formatPath } from '../path.ts'
import { warn } from './plan.ts'
import type { Plan } from './plan.ts'
import { Rejection } from '../rejection.ts'
import { ObjectPlan, Slot, slotRule } from './table-plan.ts'
import type { TablePlan } from './table-plan.ts'

/** Columns that a delta table has beside those of its table. */
const deltaColumnCount = 4

/** The plan for the objects at a slot. */
export function addObject(plan: Plan, owner: Slot): ObjectPlan {
  const object = new ObjectPlan()
  owner.object = object
  plan.changes.record(() => {
    owner.object = undefined
  })
  return object
}

/** The slot of a field of the objects at a slot; made if there is none. */
export function fieldOf(plan: Plan, owner: Slot, key: string): Slot {
  const object = owner.object ?? addObject(plan, owner)
  const known = object.byKey.get(key)
  if (known !== undefined) return known
  const slot = new Slot(owner.table, [...owner.segments, internalized(key)])
  slot.set(initialRules(plan, owner, key))
  slot.position = object.slots.length
  object.slots.push(slot)
  object.byKey.set(key, slot)
  plan.changes.record(() => removeField(object, slot))
  return slot
}

/** Rules that a field has by the options `json` and `maxDepth`. */
export function initialRules({ definition }: Plan, owner: Slot, key: string): number {
  const { json, maxDepth } = definition.options
  const depth = owner.table.depth + owner.segments.length + 1
  const isDeep = maxDepth !== undefined && depth >= maxDepth
  const isJson = json.length > 0 && definition.isJson([...owner.steps, key])
  return (isDeep ? slotRule.keepsObjects | slotRule.keepsArrays : 0) | (isJson ? slotRule.keepsAll : 0)
}

/** The slot at a way inside a table; undefined where an object on the way is kept as JSON text. */
export function slotAt(plan: Plan, table: TablePlan, segments: readonly string[]): Slot | undefined {
  let slot = table.element
  for (const segment of segments) {
    if (slot.has(slotRule.keepsAll | slotRule.keepsObjects)) return undefined
    slot = fieldOf(plan, slot, segment)
  }
  return slot
}

/** The column of a slot. `declaration` makes it one that never widens. */
export function addColumn(
  plan: Plan,
  slot: Slot,
  type: ColumnType,
  declaration?: { readonly name?: string; readonly description?: string },
): Column {
  checkRoom(plan, slot)
  const path = formatPath(slot.segments)
  const wanted = slot.segments.length === 0 ? slot.table.valueName : joinNames(slot.segments, plan.definition.name)
  if (declaration?.name !== undefined) checkIsFree(slot, declaration.name)
  const name = declaration?.name ?? takeName(plan, slot, wanted, path)
  const schema: ColumnSchema = {
    name,
    type,
    role: 'data',
    path,
    ...(declaration === undefined ? {} : { isDeclared: true }),
    ...(declaration?.description === undefined ? {} : { description: declaration.description }),
  }
  const column = append(plan, slot, schema, type)
  slot.setColumn(column)
  const rules = rulesOf(column, slot)
  const before = slot.rules
  slot.set(rules)
  plan.changes.record(() => {
    slot.unset(rules & ~before)
    slot.setColumn(undefined)
  })
  return column
}

/** Rules that a slot has because of its column. Where only arrays are kept as JSON, all else goes its own way. */
export function rulesOf(column: Column, slot?: Slot): number {
  const keepsOnlyArrays = slot?.has(slotRule.keepsArrays) === true && !slot.has(slotRule.keepsObjects)
  if (column.logicalType === 'json') return keepsOnlyArrays && !column.isDeclared ? 0 : slotRule.keepsAll
  return column.isDeclared && column.logicalType === 'text' ? slotRule.derivesText : 0
}

/** A column for the values of a type which the slot's own column cannot hold. */
export function addVariant(plan: Plan, slot: Slot, type: ColumnType): Column {
  checkRoom(plan, slot)
  const path = formatPath(slot.segments)
  const own = slot.column?.name ?? ''
  const name = takeName(plan, slot, `${own}__${type}`, `${path}#${type}`)
  const column = append(plan, slot, { name, type, role: 'data', path, isVariant: true }, type)
  const before = slot.variants
  slot.variants = [...before, column]
  plan.changes.record(() => {
    slot.variants = before
  })
  warn(plan, 'variant_column', slot.path, `values that column ${own} cannot hold go to ${name}`)
  return column
}

/** Widens the column of a slot in place; batches built before are void. */
export function widen(plan: Plan, slot: Slot, column: Column, type: ColumnType): void {
  const before = column.type
  setType(slot, column, type)
  plan.changes.record(() => setType(slot, column, before), { changesSchema: true, voidsBatches: true })
}

/** Notes that a declared text column repeats what other columns hold. */
export function markDerived(plan: Plan, column: Column): void {
  if (column.isDerived) return
  column.isDerived = true
  plan.changes.record(
    () => {
      column.isDerived = false
    },
    { changesSchema: true },
  )
}

/** Sets rules of a slot for as long as the record is not rejected. */
export function setRules(plan: Plan, slot: Slot, rules: number): void {
  const added = rules & ~slot.rules
  slot.set(added)
  plan.changes.record(() => slot.unset(added))
}

function setType(slot: Slot, column: Column, type: ColumnType): void {
  column.type = type
  column.logicalType = type
  slot.updateCode()
}

function checkRoom(plan: Plan, { table, path }: Slot): void {
  const limit = plan.definition.options.capabilities.maxColumns
  const used = table.columns.length + (table.delta === undefined ? 0 : deltaColumnCount)
  if (used >= limit) throw new Rejection('too_many_columns', path)
}

function checkIsFree({ table, path }: Slot, name: string): void {
  if (!table.columns.some((column) => table.names.isSame(column.name, name))) return
  const message = `the declared name ${name} is that of another column of table ${table.name}`
  throw new InvalidOptionsError([{ path: `columns.${path}`, message }])
}

function append(plan: Plan, slot: Slot, schema: ColumnSchema, type: ColumnType): Column {
  const { table } = slot
  const physical = plan.definition.supports(type) ? type : 'text'
  const column = new Column({ ...schema, type: physical }, table.columns.length, type)
  table.columns.push(column)
  table.names.reserve(column.name)
  plan.changes.record(
    () => {
      table.columns.pop()
      table.names.release(column.name)
    },
    { changesSchema: true },
  )
  return column
}

function takeName(plan: Plan, slot: Slot, wanted: string, identity: string): string {
  const { names } = slot.table
  const name = names.take(wanted, identity)
  if (name === wanted) return name
  if (names.fits(wanted)) {
    warn(plan, 'name_collision', slot.path, `the name ${wanted} is taken: the column is named ${name}`)
  } else {
    warn(plan, 'name_cut', slot.path, `the column's name is too long: it was cut to ${name}`)
  }
  return name
}

function removeField(object: ObjectPlan, slot: Slot): void {
  object.slots.splice(slot.position, 1)
  object.byKey.delete(slot.key)
  object.slots.forEach((other, position) => (other.position = position))
}

/** The engine compares property keys by address if both are the ones it keeps for objects. */
function internalized(key: string): string {
  return Object.keys({ [key]: 0 })[0] ?? key
}
