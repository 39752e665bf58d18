/**
 * The walk over records: the hot loop. It looks each field up in the plan, where it stands at the place expected from
 * the record before, and writes the cell. Whatever is not plain and known leaves for `place-value.ts` and the
 * `grow-…` files, and comes back with a column.
 */

import { slotCode } from '../plan/column.ts'
import { mayChange } from '../plan/drift.ts'
import { elementKeyTypes } from '../plan/element-key-types.ts'
import { checkElementKeys } from './check-element-keys.ts'
import { addObject, fieldOf, initialRules, markDerived, setRules } from '../plan/grow-columns.ts'
import { addChildTable } from '../plan/grow-tables.ts'
import { learnOrder } from '../plan/learn-order.ts'
import { isMap } from '../plan/is-map.ts'
import { orderElements } from './order-elements.ts'
import { parseTimestamp } from '../parse-timestamp.ts'
import { formatPath, joinPath } from '../path.ts'
import { placeJson, placeScalar } from './place-value.ts'
import type { Placement } from './place-value.ts'
import { hasValue, isPlainObject, unwrapObject } from '../plain-object.ts'
import type { PlainObject } from '../plain-object.ts'
import { canonicalJson } from '../canonical-json.ts'
import { warn } from '../plan/plan.ts'
import type { Plan } from '../plan/plan.ts'
import { Rejection } from '../rejection.ts'
import type { RowBuffer } from './row-buffer.ts'
import type { RowSet } from './row-set.ts'
import { slotRule } from '../plan/table-plan.ts'
import type { ObjectPlan, Slot, TablePlan } from '../plan/table-plan.ts'

/** More holes than this make an array garbage. */
const maxHoles = 100_000

/** Writes records as rows. */
export class RecordWriter {
  readonly plan: Plan
  readonly #set: RowSet
  readonly #maxNesting: number
  readonly #positions: number[] = []
  /** Somebody gave `Object.prototype` enumerable fields. */
  #isPolluted = false

  constructor(plan: Plan, set: RowSet) {
    this.plan = plan
    this.#set = set
    this.#maxNesting = plan.definition.maxNesting
  }

  /** Writes the fields of a record into its row and the rows of its child tables. */
  writeFields(record: PlainObject, row: number): void {
    const { root } = this.plan
    const { object } = root.element
    this.#isPolluted = hasEnumerableFields()
    if (object !== undefined) this.#writeObject(record, root.element, object, this.#set.bufferOf(root), row, 1)
  }

  #writeObject(object: PlainObject, owner: Slot, plan: ObjectPlan, rows: RowBuffer, row: number, depth: number): void {
    if (depth > this.#maxNesting) throw new Rejection('too_deep', owner.path)
    const { slots } = plan
    let expected = 0
    const isPolluted = this.#isPolluted
    for (const key in object) {
      if (isPolluted && !Object.hasOwn(object, key)) continue
      const value = object[key]
      let slot = slots[expected]
      if (slot === undefined || slot.key !== key) {
        slot = plan.byKey.get(key)
        if (slot === undefined) {
          if (value !== null && value !== undefined) this.#writeNewField(owner, key, value, rows, row, depth)
          continue
        }
        // A field that is missing is no miss; one that comes earlier than expected is.
        if (slot.position < expected) plan.misses++
        expected = slot.position
      }
      expected++
      if (value !== null && value !== undefined) this.#writeValue(value, slot, rows, row, depth)
    }
    if (plan.misses > plan.patience) learnOrder(plan, object)
  }

  #writeValue(value: NonNullable<unknown>, slot: Slot, rows: RowBuffer, row: number, depth: number): void {
    switch (slot.code) {
      case slotCode.text:
        if (typeof value !== 'string') break
        this.#set.textLength += value.length
        return rows.put(slot.index, row, value)
      case slotCode.boolean:
        if (typeof value !== 'boolean') break
        return rows.put(slot.index, row, value)
      case slotCode.integer:
        // Adding 0 makes 0 of -0.
        if (typeof value !== 'number' || !Number.isSafeInteger(value)) break
        return rows.put(slot.index, row, value + 0)
      case slotCode.float:
        if (typeof value !== 'number') break
        return rows.put(slot.index, row, value + 0)
      case slotCode.timestamp: {
        const cell = typeof value === 'string' ? parseTimestamp(value) : undefined
        if (cell === undefined) break
        this.#set.textLength += cell.length
        return rows.put(slot.index, row, cell)
      }
      case slotCode.fixed:
        return
      case slotCode.none:
      case slotCode.other:
        break
      default:
        slot.code satisfies never
    }
    if (typeof value === 'object') this.#writeContainer(value, slot, rows, row, depth)
    else this.#put(placeScalar(this.plan, slot, value, this.#maxNesting - depth), rows, row)
  }

  #writeContainer(value: object, slot: Slot, rows: RowBuffer, row: number, depth: number): void {
    if (Array.isArray(value)) {
      if (slot.rules === 0 && slot.array !== undefined) this.#writeArray(value, slot.array, depth + 1)
      else this.#openArray(value, slot, rows, row, depth)
    } else if (slot.rules === 0 && slot.object !== undefined && Object.getPrototypeOf(value) === Object.prototype) {
      this.#writeObject(value as PlainObject, slot, slot.object, rows, row, depth + 1)
    } else if (isPlainObject(value)) {
      this.#openObject(withoutPrototype(value), slot, rows, row, depth)
    } else {
      this.#writeUnwrapped(unwrapObject(value, slot.path), slot, rows, row, depth)
    }
  }

  #writeUnwrapped(value: unknown, slot: Slot, rows: RowBuffer, row: number, depth: number): void {
    if (value === null || value === undefined) return
    if (typeof value === 'object' && (Array.isArray(value) || isPlainObject(value))) {
      this.#writeContainer(value, slot, rows, row, depth)
    } else {
      this.#put(placeScalar(this.plan, slot, value, this.#maxNesting - depth), rows, row)
    }
  }

  #writeArray(array: readonly unknown[], table: TablePlan, depth: number): void {
    if (depth > this.#maxNesting) throw new Rejection('too_deep', table.path)
    const elements = table.isUnordered ? orderElements(array, table.path, this.#maxNesting - depth) : array
    const level = table.level
    const position = table.positionColumn?.index ?? -1
    const rows = this.#set.bufferOf(table)
    const first = rows.count
    for (let index = 0; index < elements.length; index++) {
      const element = elements[index]
      if (element === undefined && index >= maxHoles && !(index in elements)) {
        throw new Rejection('sparse_array', table.path)
      }
      const row = this.#set.addRow(table)
      for (let outer = 0; outer < level - 1; outer++) {
        rows.put(table.ancestorColumns[outer]?.index ?? -1, row, this.#positions[outer] ?? null)
      }
      rows.put(position, row, index)
      this.#positions[level - 1] = index
      if (element !== null && element !== undefined) this.#writeValue(element, table.element, rows, row, depth)
    }
    if (table.elementKey.length > 0) checkElementKeys(table, rows, first)
  }

  #openObject(value: PlainObject, slot: Slot, rows: RowBuffer, row: number, depth: number): void {
    const { plan } = this
    if (!this.#isOpen(slot, slotRule.keepsObjects, value, rows, row, depth)) return
    if (slot.object === undefined) {
      if (!hasValue(value)) return
      if (isMap(plan, slot, value)) {
        if (!mayChange(plan, slot.path)) return
        setRules(plan, slot, slotRule.keepsObjects)
        warn(plan, 'map_detected', slot.path, 'objects with ever new keys are kept as JSON text')
        return this.#put(placeJson(plan, slot, value, this.#maxNesting - depth), rows, row)
      }
    }
    const object = slot.object ?? addObject(plan, slot)
    this.#writeObject(value, slot, object, rows, row, depth + 1)
  }

  #openArray(array: readonly unknown[], slot: Slot, rows: RowBuffer, row: number, depth: number): void {
    const { plan } = this
    if (!this.#isOpen(slot, slotRule.keepsArrays, array, rows, row, depth)) return
    if (slot.array === undefined && (array.length === 0 || !mayChange(plan, slot.path))) return
    this.#writeArray(array, slot.array ?? this.#addTable(slot, array), depth + 1)
  }

  /** False when that was all: the slot's rules say what becomes of objects or arrays. */
  #isOpen(slot: Slot, keeps: number, value: object, rows: RowBuffer, row: number, depth: number): boolean {
    if (slot.rules === 0) return true
    if (slot.has(slotRule.isFixed)) return false
    if (slot.has(slotRule.isElementKey)) throw new Rejection('element_key_type', slot.path)
    if (slot.has(slotRule.derivesText) && slot.column !== undefined && hasValue(value)) {
      markDerived(this.plan, slot.column)
      const maxNesting = this.#maxNesting - depth
      this.#put({ column: slot.column, cell: canonicalJson(value, { path: slot.path, maxNesting }) }, rows, row)
    }
    if (!slot.has(slotRule.keepsAll | keeps)) return true
    this.#put(placeJson(this.plan, slot, value, this.#maxNesting - depth), rows, row)
    return false
  }

  #writeNewField(owner: Slot, key: string, value: unknown, rows: RowBuffer, row: number, depth: number): void {
    if (value === null || value === undefined) return
    // Where nothing is taken apart, an empty object is a value too.
    if (!hasValue(value) && initialRules(this.plan, owner, key) === 0) return
    if (!mayChange(this.plan, joinPath(owner.path, formatPath([key])))) return
    this.#writeValue(value, fieldOf(this.plan, owner, key), rows, row, depth)
  }

  #addTable(slot: Slot, array: readonly unknown[]): TablePlan {
    const declared = this.plan.definition.tables.get(formatPath([...slot.steps, null]))
    const keyTypes = declared === undefined ? [] : elementKeyTypes(this.plan, declared, array)
    return addChildTable(this.plan, slot, keyTypes)
  }

  #put(placement: Placement | undefined, rows: RowBuffer, row: number): void {
    if (placement === undefined) return
    const { column, cell } = placement
    if (typeof cell === 'string') this.#set.textLength += cell.length
    else if (cell instanceof Uint8Array) this.#set.textLength += cell.byteLength
    rows.put(column.index, row, cell)
  }
}

function hasEnumerableFields(): boolean {
  for (const _key in {}) return true
  return false
}

/** An object of another realm inherits from a prototype of its own: a copy inherits from ours. */
function withoutPrototype(value: PlainObject): PlainObject {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null ? value : { ...value }
}
