/** Finds the column and the cell for a scalar that the hot loop has no fast way for. */

import type { CellValue, ColumnType } from '../../contract/column-type.ts'
import { canonicalJson } from '../canonical-json.ts'
import type { Column } from '../plan/column.ts'
import { mayChange } from '../plan/drift.ts'
import { fitCell, fitKeyCell } from '../fit-cell.ts'
import { addColumn, addVariant, widen } from '../plan/grow-columns.ts'
import { formatPath } from '../path.ts'
import type { Plan } from '../plan/plan.ts'
import { Rejection } from '../rejection.ts'
import { supportedKindOf, textOfCell, toSupported } from '../plan/supported.ts'
import { slotRule } from '../plan/table-plan.ts'
import type { Slot } from '../plan/table-plan.ts'
import { asScalar, kindOf, typeOfKind } from '../value-kind.ts'
import type { Scalar } from '../value-kind.ts'
import { typeOfStats } from '../value-stats.ts'

export interface Placement {
  readonly column: Column
  readonly cell: CellValue
}

/** Where a scalar goes; undefined where the policy leaves it out. Adds and widens columns. Throws a `Rejection`. */
export function placeScalar(plan: Plan, slot: Slot, value: unknown, maxNesting: number): Placement | undefined {
  if (slot.has(slotRule.isFixed)) return undefined
  if (slot.has(slotRule.keepsAll)) return placeJson(plan, slot, value, maxNesting)
  const scalar = asScalar(value, slot.path)
  if (slot.column !== undefined) return placeBeside(plan, slot, slot.column, scalar)
  if (!mayChange(plan, slot.path)) return undefined
  return placeBeside(plan, slot, addColumn(plan, slot, firstType(plan, slot, scalar)), scalar)
}

/** Where an object, an array, or any value that is kept as JSON text goes. */
export function placeJson(plan: Plan, slot: Slot, value: unknown, maxNesting: number): Placement | undefined {
  const text = canonicalJson(value, { path: slot.path, maxNesting })
  const { column } = slot
  if (column?.logicalType === 'json') return { column, cell: text }
  const variant = slot.variants.find((variant) => variant.logicalType === 'json')
  if (variant !== undefined) return { column: variant, cell: text }
  if (!mayChange(plan, slot.path)) return undefined
  return { column: column === undefined ? addColumn(plan, slot, 'json') : addVariant(plan, slot, 'json'), cell: text }
}

function firstType(plan: Plan, slot: Slot, scalar: Scalar): ColumnType {
  const hint = plan.hints?.get(formatPath(slot.steps))
  if (hint?.stats !== undefined) return typeOfStats(hint.stats)
  const kind = supportedKindOf(plan.definition, scalar)
  return typeOfStats({ first: kind, kinds: kind })
}

function placeBeside(plan: Plan, slot: Slot, column: Column, raw: Scalar): Placement | undefined {
  if (column.isElementKey) return placeElementKey(slot, column, raw)
  const isText = column.type !== column.logicalType
  const scalar = isText ? raw : toSupported(plan.definition, raw)
  const cell = fitCell(column.logicalType, scalar, column.isDeclared)
  if (cell !== undefined) {
    if (typeof cell === 'bigint') column.hasWideIntegers = true
    return { column, cell: isText ? textOfCell(cell) : cell }
  }
  if (typeof scalar === 'number' && !Number.isFinite(scalar)) throw new Rejection('not_finite', slot.path)
  const wider = widerType(plan, slot, column, scalar)
  if (!mayChangeFor(plan, slot, wider, scalar)) return undefined
  if (wider === undefined) return placeInVariant(plan, slot, toSupported(plan.definition, scalar))
  widen(plan, slot, column, wider)
  return placeBeside(plan, slot, column, scalar)
}

/** A variant column that stands already is no change. */
function mayChangeFor(plan: Plan, slot: Slot, wider: ColumnType | undefined, scalar: Scalar): boolean {
  if (wider === undefined && findVariant(slot, variantType(toSupported(plan.definition, scalar))) !== undefined)
    return true
  return mayChange(plan, slot.path)
}

function placeInVariant(plan: Plan, slot: Slot, scalar: Scalar): Placement {
  const type = variantType(scalar)
  const column = findVariant(slot, type) ?? addVariant(plan, slot, type)
  const cell = fitCell(type, scalar, false)
  if (cell === undefined) throw new Rejection('unsupported_value', slot.path)
  return { column, cell }
}

function placeElementKey(slot: Slot, column: Column, scalar: Scalar): Placement {
  const cell = fitKeyCell(column.logicalType, scalar, column.isDeclared)
  if (cell === undefined) throw new Rejection('element_key_type', slot.path)
  return { column, cell: column.type === column.logicalType ? cell : textOfCell(cell) }
}

/** The type that takes both the column's values and the new one, if the column may be widened to it. */
function widerType(plan: Plan, slot: Slot, column: Column, scalar: Scalar): ColumnType | undefined {
  const isNumber = typeof scalar === 'number' || typeof scalar === 'bigint'
  if (!isNumber || column.isDeclared || column.isRefused || slot.variants.some(isNumeric)) return undefined
  if (column.type !== 'integer' && column.type !== 'float') return undefined
  const wider = typeof scalar === 'number' && !column.hasWideIntegers ? 'float' : 'decimal'
  return plan.definition.supports(wider) ? wider : undefined
}

function isNumeric(column: Column): boolean {
  return column.type === 'integer' || column.type === 'float' || column.type === 'decimal'
}

function variantType(scalar: Scalar): ColumnType {
  return typeOfKind(kindOf(scalar))
}

function findVariant(slot: Slot, type: ColumnType): Column | undefined {
  return slot.variants.find((variant) => variant.logicalType === type)
}
