/**
 * The short way from JSON to rows: fields whose slots are known and plain are written while the line is read, and no
 * object is ever made. Whatever else comes, the line is left to `JSON.parse` and the `RecordWriter`, and nothing of it
 * remains here: so this file decides nothing about values, and its rows are those that the long way would have made.
 */

import type { JsonLine } from '../json-line.ts'
import { parseTimestamp } from '../parse-timestamp.ts'
import { slotCode } from '../plan/column.ts'
import { initialRules } from '../plan/grow-columns.ts'
import type { Plan } from '../plan/plan.ts'
import type { ObjectPlan, Slot, TablePlan } from '../plan/table-plan.ts'
import { JsonCursor, notPlain, sign } from './json-cursor.ts'
import type { RowBuffer } from './row-buffer.ts'
import type { RowSet } from './row-set.ts'

/** How many keys are compared before one is looked up: that takes as long as comparing a few. */
const lookAhead = 6

/** Writes lines of JSON as rows. */
export class LineWriter {
  readonly #plan: Plan
  readonly #set: RowSet
  readonly #cursor: JsonCursor = new JsonCursor()
  readonly #positions: number[] = []
  /** What stands at the places of key, cursor and scope columns, in their order in the plan. */
  #fixed: unknown[] = []

  constructor(plan: Plan, set: RowSet) {
    this.#plan = plan
    this.#set = set
  }

  /**
   * Writes a line into a row and the rows of its child tables; answers what stands at the places of the plan's fixed
   * columns. Undefined if the line is to go the long way: its rows are to be removed then.
   */
  writeLine(line: JsonLine, row: number): readonly unknown[] | undefined {
    const { root, fixed } = this.#plan
    const { object } = root.element
    if (object === undefined) return undefined
    this.#fixed = fixed.map(() => undefined)
    this.#cursor.open(line)
    try {
      this.#cursor.take(sign.openObject)
      this.#writeObject(root.element, object, this.#set.bufferOf(root), row, 1)
      this.#cursor.close()
      return this.#fixed
    } catch (error) {
      if (error === notPlain) return undefined
      throw error
    }
  }

  /** The cursor is behind the opening brace. */
  #writeObject(owner: Slot, plan: ObjectPlan, rows: RowBuffer, row: number, depth: number): void {
    if (depth > this.#plan.definition.maxNesting) throw notPlain
    const cursor = this.#cursor
    const { slots } = plan
    const visit = ++this.#plan.visits
    let expected = 0
    let byte = cursor.next()
    if (byte === sign.closeObject) {
      cursor.at++
      return
    }
    while (true) {
      if (byte !== sign.quote) throw notPlain
      let slot = this.#takeExpected(slots, expected)
      if (slot === undefined) {
        slot = this.#findSlot(owner, plan)
        if (slot !== undefined && slot.position < expected && ++plan.misses > plan.patience) throw notPlain
      }
      cursor.take(sign.colon)
      if (slot === undefined) {
        this.#skipNothing()
      } else {
        // Of two fields with one name the last counts, and only those who read both can say which that is.
        if (slot.visit === visit) throw notPlain
        slot.visit = visit
        expected = slot.position + 1
        this.#writeValue(slot, rows, row, depth)
      }
      byte = cursor.next()
      cursor.at++
      if (byte === sign.closeObject) return
      if (byte !== sign.comma) throw notPlain
      byte = cursor.next()
    }
  }

  /** The slot of the key at the cursor, if it is the next one or one of those behind it: fields may be missing. */
  #takeExpected(slots: readonly Slot[], expected: number): Slot | undefined {
    const end = Math.min(slots.length, expected + lookAhead)
    for (let at = expected; at < end; at++) {
      const slot = slots[at]
      if (slot?.keyBytes !== undefined && this.#cursor.takeKey(slot.keyBytes)) return slot
    }
    return undefined
  }

  /** The slot of the key at the cursor; undefined for a new field, which is none as long as it has no value. */
  #findSlot(owner: Slot, plan: ObjectPlan): Slot | undefined {
    const key = this.#cursor.text()
    const slot = plan.byKey.get(key)
    if (slot === undefined && initialRules(this.#plan, owner, key) !== 0) throw notPlain
    return slot
  }

  /** Takes what leaves no trace: `null`, an empty array, an empty object. */
  #skipNothing(): void {
    const cursor = this.#cursor
    const byte = cursor.next()
    if (byte === sign.n) return cursor.word('null')
    if (byte !== sign.openArray && byte !== sign.openObject) throw notPlain
    cursor.at++
    cursor.take(byte === sign.openArray ? sign.closeArray : sign.closeObject)
  }

  #writeValue(slot: Slot, rows: RowBuffer, row: number, depth: number): void {
    const cursor = this.#cursor
    const byte = cursor.next()
    switch (byte) {
      case sign.quote:
        return this.#writeText(slot, cursor.text(), rows, row)
      case sign.n:
        return cursor.word('null')
      case sign.t:
        cursor.word('true')
        return this.#writeBoolean(slot, true, rows, row)
      case sign.f:
        cursor.word('false')
        return this.#writeBoolean(slot, false, rows, row)
      case sign.openObject:
        if (slot.rules !== 0) throw notPlain
        if (slot.object === undefined) return this.#skipNothing()
        cursor.at++
        return this.#writeObject(slot, slot.object, rows, row, depth + 1)
      case sign.openArray:
        if (slot.rules !== 0) throw notPlain
        if (slot.array === undefined) return this.#skipNothing()
        cursor.at++
        return this.#writeArray(slot.array, depth + 1)
      default:
        return this.#writeNumber(slot, cursor.number(), rows, row)
    }
  }

  #writeText(slot: Slot, text: string, rows: RowBuffer, row: number): void {
    if (slot.code === slotCode.text) {
      this.#set.textLength += text.length
      return rows.put(slot.index, row, text)
    }
    if (slot.code === slotCode.timestamp) {
      const cell = parseTimestamp(text)
      if (cell === undefined) throw notPlain
      this.#set.textLength += cell.length
      return rows.put(slot.index, row, cell)
    }
    this.#keepFixed(slot, text)
  }

  #writeBoolean(slot: Slot, value: boolean, rows: RowBuffer, row: number): void {
    if (slot.code === slotCode.boolean) return rows.put(slot.index, row, value)
    this.#keepFixed(slot, value)
  }

  #writeNumber(slot: Slot, value: number, rows: RowBuffer, row: number): void {
    if (slot.code === slotCode.integer && Number.isSafeInteger(value)) return rows.put(slot.index, row, value)
    if (slot.code === slotCode.float) return rows.put(slot.index, row, value)
    this.#keepFixed(slot, value)
  }

  #keepFixed(slot: Slot, value: unknown): void {
    if (slot.code !== slotCode.fixed || slot.fixedIndex === -1) throw notPlain
    this.#fixed[slot.fixedIndex] = value
  }

  /** The cursor is behind the opening bracket. */
  #writeArray(table: TablePlan, depth: number): void {
    if (depth > this.#plan.definition.maxNesting || table.isUnordered || table.elementKey.length > 0) throw notPlain
    const cursor = this.#cursor
    const { level } = table
    const position = table.positionColumn?.index ?? -1
    const rows = this.#set.bufferOf(table)
    if (cursor.next() === sign.closeArray) {
      cursor.at++
      return
    }
    for (let index = 0; ; index++) {
      const row = this.#set.addRow(table)
      for (let outer = 0; outer < level - 1; outer++) {
        rows.put(table.ancestorColumns[outer]?.index ?? -1, row, this.#positions[outer] ?? null)
      }
      rows.put(position, row, index)
      this.#positions[level - 1] = index
      this.#writeValue(table.element, rows, row, depth)
      const byte = cursor.next()
      cursor.at++
      if (byte === sign.closeArray) return
      if (byte !== sign.comma) throw notPlain
    }
  }
}
