/**
 * The plan by which records become rows: what the walk over a record looks up at every step.
 *
 * - a *table plan* stands for a table
 * - a *slot* stands for a place in a record: a field, or the elements of an array
 * - an *object plan* holds the slots of the fields of the objects at a slot
 */

import type { ColumnSchema, TableSchema } from '../../contract/table-schema.ts'
import { Column, slotCode } from './column.ts'
import type { SlotCode } from './column.ts'
import { isReservedName, NameRegistry } from './name-registry.ts'
import { abbreviatePath, joinPath } from '../path.ts'
import type { Steps } from '../path.ts'
import type { Capabilities } from '../../contract/capabilities.ts'

/** The slots of an object's fields, in the order in which the keys are expected. */
export class ObjectPlan {
  readonly slots: Slot[] = []
  readonly byKey: Map<string, Slot> = new Map()
  /** Keys that did not come where they were expected, since the order was last learned. */
  misses = 0
  /** How many of them are borne before the order is learned anew. */
  patience = 32
}

/** What makes a slot other than plain, as bits. */
export const slotRule = {
  /** Its cells come from the record's identity, whatever stands in the record. */
  isFixed: 1,
  /** Part of an element key. */
  isElementKey: 2,
  /** Every value is kept as JSON text. */
  keepsAll: 4,
  keepsObjects: 8,
  keepsArrays: 16,
  /** Objects and arrays leave their JSON text in the declared text column, and are taken apart as well. */
  derivesText: 32,
} as const

/** A field of the objects, or the elements of the array, at one place. */
export class Slot {
  readonly key: string
  readonly table: TablePlan
  /** The key as it stands in JSON; undefined where that cannot be without escapes. */
  readonly keyBytes: Uint8Array | undefined
  /** The way from the record's root. */
  readonly steps: Steps
  /** The way inside the table's records or elements. */
  readonly segments: readonly string[]
  /** Text of the way from the record's root. */
  readonly path: string
  /** Place among its siblings. */
  position = 0
  code: SlotCode = slotCode.none
  /** Index of its own column; -1 without one. */
  index = -1
  /** Bits of `slotRule`; 0 where objects and arrays are simply taken apart. */
  rules = 0
  /** Place among the plan's fixed columns, where it is one; else -1. */
  fixedIndex = -1
  /** The last object, as the plan counts them, in which the field was met. */
  visit = 0
  column: Column | undefined = undefined
  variants: readonly Column[] = []
  object: ObjectPlan | undefined = undefined
  array: TablePlan | undefined = undefined

  constructor(table: TablePlan, segments: readonly string[]) {
    this.table = table
    this.segments = segments
    this.key = segments.at(-1) ?? ''
    this.keyBytes = bytesOfKey(this.key)
    this.steps = [...table.steps, ...segments]
    this.path = joinPath(table.path, abbreviatePath(segments))
  }

  has(rule: number): boolean {
    return (this.rules & rule) !== 0
  }

  /** Sets bits of `slotRule`. */
  set(rule: number): void {
    this.rules |= rule
    this.updateCode()
  }

  unset(rule: number): void {
    this.rules &= ~rule
    this.updateCode()
  }

  setColumn(column: Column | undefined): void {
    this.column = column
    this.index = column?.index ?? -1
    this.updateCode()
  }

  /** To be called after the column's type has changed. */
  updateCode(): void {
    this.code = this.has(slotRule.isFixed) ? slotCode.fixed : (this.column?.code ?? slotCode.none)
  }
}

/** A table, with the slot of its records or elements. */
export class TablePlan {
  readonly steps: Steps
  readonly path: string
  readonly parent: TablePlan | undefined
  /** Place among the stream's tables. */
  readonly index: number
  /** How many arrays stand around a row: 0 for the root. */
  readonly level: number
  /** How many names, and arrays directly in arrays, lead to it. */
  readonly depth: number
  readonly names: NameRegistry
  readonly description: string | undefined
  readonly columns: Column[] = []
  readonly element: Slot
  name: string
  delta: string | undefined
  keyColumns: readonly Column[] = []
  ancestorColumns: readonly Column[] = []
  positionColumn: Column | undefined = undefined
  elementKey: readonly Column[] = []
  isUnordered = false
  /** Name of the column for elements that are scalars. */
  valueName = 'value'

  constructor(
    place: { readonly steps: Steps; readonly path: string; readonly parent: TablePlan | undefined },
    index: number,
    table: { readonly name: string; readonly delta: string | undefined; readonly description: string | undefined },
    capabilities: Capabilities,
  ) {
    this.steps = place.steps
    this.path = place.path
    this.parent = place.parent
    this.index = index
    this.level = place.parent === undefined ? 0 : place.parent.level + 1
    this.depth = place.steps.filter((step, at) => step !== null || (at > 0 && place.steps[at - 1] === null)).length
    this.names = new NameRegistry(capabilities, { isReserved: (name) => isReservedName(name, capabilities) })
    this.name = table.name
    this.delta = table.delta
    this.description = table.description
    this.element = new Slot(this, [])
    if (place.parent === undefined) this.element.object = new ObjectPlan()
  }

  /** Adds a column that the engine or the destination fills. */
  addEngineColumn(schema: ColumnSchema): Column {
    const column = new Column(schema, this.columns.length)
    this.columns.push(column)
    this.names.reserve(column.name)
    return column
  }

  toSchema(): TableSchema {
    const rootKey = this.keyColumns.map((column) => column.name)
    const place = this.positionColumn === undefined ? [] : [this.positionColumn]
    const inside = [...this.ancestorColumns, ...(this.elementKey.length > 0 ? this.elementKey : place)]
    return {
      path: this.path,
      steps: this.steps,
      ...(this.parent === undefined ? {} : { parent: this.parent.path }),
      name: this.name,
      ...(this.delta === undefined ? {} : { delta: this.delta }),
      columns: systemLast(this.columns.map((column) => column.toSchema())),
      rootKey,
      key: [...rootKey, ...inside.map((column) => column.name)],
      ...(this.description === undefined ? {} : { description: this.description }),
    }
  }
}

function bytesOfKey(key: string): Uint8Array | undefined {
  // oxlint-disable-next-line no-control-regex -- JSON does not allow them inside of texts.
  return key.isWellFormed() && !/["\\\u0000-\u001f]/.test(key) ? new TextEncoder().encode(key) : undefined
}

/** What people look for stands before what the destination writes for itself. */
function systemLast(columns: readonly ColumnSchema[]): readonly ColumnSchema[] {
  const isSystem = ({ role }: ColumnSchema): boolean => role === 'system'
  return [...columns.filter((column) => !isSystem(column)), ...columns.filter(isSystem)]
}
