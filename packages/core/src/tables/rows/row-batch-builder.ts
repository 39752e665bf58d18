import { rowOperation } from '../../contract/batch.ts'
import type { ColumnBatch, RowOperation, TableBatch } from '../../contract/batch.ts'
import type { CellValue } from '../../contract/column-type.ts'
import type { SourceRecord } from '../../contract/json.ts'
import type { JsonLine } from '../json-line.ts'
import { identify, identifyValues } from './identity.ts'
import { LineWriter } from './line-writer.ts'
import type { Plan } from '../plan/plan.ts'
import { RecordWriter } from './record-writer.ts'
import { rootObject } from './root-object.ts'
import type { RowBuffer } from './row-buffer.ts'
import { RowSet } from './row-set.ts'
import type { BatchBuilder, BatchRequest, Identity, Problem } from '../table-engine.ts'
import type { TablePlan } from '../plan/table-plan.ts'
import { toProblem } from './to-problem.ts'

/** Rough bytes of a cell beside the characters of its text. */
const bytesPerCell = 8

/** Collects the rows of one partition. Goes on with its plan even when the engine has another one by then. */
export class RowBatchBuilder implements BatchBuilder {
  readonly discarded: Map<string, number> = new Map()
  readonly #plan: Plan
  readonly #request: BatchRequest
  readonly #set: RowSet = new RowSet()
  readonly #writer: RecordWriter
  readonly #lines: LineWriter
  readonly #isKeyed: boolean
  readonly #partitionColumn: number
  #operations = new Uint8Array(64)

  constructor(plan: Plan, request: BatchRequest) {
    this.#plan = plan
    this.#request = request
    this.#writer = new RecordWriter(plan, this.#set)
    this.#lines = new LineWriter(plan, this.#set)
    this.#isKeyed = plan.definition.options.primaryKey.length > 0
    this.#partitionColumn = plan.root.columns.findIndex((column) => column.role === 'partition')
  }

  get records(): number {
    return this.#set.buffers[0]?.count ?? 0
  }

  get bytes(): number {
    let bytes = this.#set.textLength
    for (const rows of this.#set.buffers) bytes += (rows?.count ?? 0) * (rows?.cells.length ?? 0) * bytesPerCell
    return bytes
  }

  add(record: SourceRecord, ordinal: number, identity: Identity | undefined): Problem | undefined {
    const known = identity ?? identify(this.#plan, record)
    return known.type === 'problem' ? known : this.#addIdentified(record, ordinal, known)
  }

  addLine(line: JsonLine, ordinal: number): Identity | undefined {
    // The first values of a field decide its type, and they do so in the long way.
    if (this.#plan.fixed.some(({ isDecided }) => !isDecided)) return undefined
    const row = this.#beginRow(rowOperation.upsert, ordinal)
    const values = this.#lines.writeLine(line, row)
    const identity = values && identifyValues(this.#plan, values)
    if (identity === undefined) {
      this.#set.removeRecord()
      return undefined
    }
    this.#putFixed(row, identity)
    this.#set.endRecord(this.#keyOf(identity, ordinal))
    return identity
  }

  addOperation(operation: RowOperation, identity: Identity, ordinal: number): void {
    const row = this.#beginRow(operation, ordinal)
    this.#set.endRecord(this.#keyOf(identity, ordinal))
    const cursor = this.#plan.fixed.find(({ field }) => field.isCursor)?.column
    if (cursor !== undefined && identity.cursor !== null) this.#put(cursor.index, row, identity.cursor)
  }

  build(): readonly TableBatch[] {
    const batches: TableBatch[] = []
    for (const table of this.#plan.tables) {
      const rows = this.#set.buffers[table.index]
      if (rows !== undefined && rows.count > 0) batches.push(this.#buildTable(table, rows))
    }
    return batches
  }

  #addIdentified(record: SourceRecord, ordinal: number, identity: Identity): Problem | undefined {
    const { changes, definition } = this.#plan
    this.#plan.discarded = this.discarded
    try {
      const row = this.#beginRow(rowOperation.upsert, ordinal)
      this.#putFixed(row, identity)
      this.#writer.writeFields(rootObject(record), row)
      this.#set.endRecord(this.#keyOf(identity, ordinal))
    } catch (error) {
      this.#set.removeRecord()
      changes.rollback()
      return toProblem(error, record, definition.maxNesting)
    }
    if (!changes.isEmpty) changes.commit()
    return undefined
  }

  #beginRow(operation: RowOperation, ordinal: number): number {
    this.#set.beginRecord(ordinal)
    const row = this.#set.addRow(this.#plan.root)
    if (this.#isKeyed) this.#setOperation(row, operation)
    return row
  }

  #keyOf(identity: Identity, ordinal: number): readonly CellValue[] {
    if (this.#isKeyed) return identity.key
    const { partition, readIn = partition ?? '', runNumber } = this.#request
    // The partition may hold a dash; the numbers around it cannot.
    return [`${runNumber}-${readIn}-${ordinal}`]
  }

  #putFixed(row: number, identity: Identity): void {
    if (this.#partitionColumn >= 0) this.#put(this.#partitionColumn, row, this.#request.partition)
    for (const { field, column } of this.#plan.fixed) {
      if (field.isKey || column === undefined) continue
      const cell = field.isCursor ? identity.cursor : (identity.scope[field.path] ?? null)
      if (cell !== null) this.#put(column.index, row, cell)
    }
  }

  #put(column: number, row: number, cell: CellValue): void {
    this.#set.buffers[0]?.put(column, row, cell)
  }

  #setOperation(row: number, operation: RowOperation): void {
    if (row >= this.#operations.length) {
      const larger = new Uint8Array(this.#operations.length * 2)
      larger.set(this.#operations)
      this.#operations = larger
    }
    this.#operations[row] = operation
  }

  #buildTable(table: TablePlan, rows: RowBuffer): TableBatch {
    const columns: ColumnBatch[] = []
    for (const column of table.columns) {
      const values = rows.cells[column.index]
      if (values === undefined || values.length === 0) continue
      while (values.length < rows.count) values.push(null)
      columns.push({ name: column.name, type: column.type, values })
    }
    const operations = table.level === 0 && this.#isKeyed ? { operations: this.#operations.slice(0, rows.count) } : {}
    return { path: table.path, rowCount: rows.count, ordinals: rows.ordinals, ...operations, columns }
  }
}
