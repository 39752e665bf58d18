import type { CellValue } from '../contract/column-type.ts'
import type { SourceRecord } from '../contract/json.ts'
import type { Key, KeyValue } from '../contract/key.ts'
import type { RunWarning } from '../contract/run-record.ts'
import type { RefusedWidening } from '../contract/schema-change.ts'
import type { StreamSchema } from '../contract/table-schema.ts'
import { ChangeLog } from './plan/change-log.ts'
import { covers } from './plan/covers.ts'
import { createPlan } from './plan/create-plan.ts'
import { resolveDefinition } from './plan/definition.ts'
import type { Definition } from './plan/definition.ts'
import { identify, identifyKey, inferFixedTypes } from './rows/identity.ts'
import type { Plan } from './plan/plan.ts'
import { refuseWidening } from './plan/refuse-widening.ts'
import { RowBatchBuilder } from './rows/row-batch-builder.ts'
import { sampleWindow } from './plan/sample-window.ts'
import type { BatchBuilder, BatchRequest, Identity, Problem, TableEngine, TableOptions } from './table-engine.ts'
import { WarningList } from './plan/warning-list.ts'

/**
 * Makes the engine of one stream. `stored` is what stands in the destination; version 0 and no tables at first.
 * Throws `InvalidOptionsError` with all that is wrong with names, keys and declarations.
 */
export function createTableEngine(options: TableOptions, stored: StreamSchema): TableEngine {
  return new PlannedTableEngine(resolveDefinition(options), stored)
}

class PlannedTableEngine implements TableEngine {
  readonly #definition: Definition
  readonly #changes = new ChangeLog()
  readonly #warnings: WarningList
  #stored: StreamSchema
  #plan: Plan
  #needsWindow: boolean
  #schema: { readonly revision: number; readonly version: number; readonly value: StreamSchema } | undefined
  #refused: readonly RefusedWidening[] = []

  constructor(definition: Definition, stored: StreamSchema) {
    this.#definition = definition
    this.#warnings = new WarningList(definition.options.stream)
    this.#stored = stored
    this.#needsWindow = stored.tables.length === 0
    this.#plan = this.#createPlan()
  }

  get schema(): StreamSchema {
    const { revision } = this.#changes
    const { version } = this.#plan
    if (this.#schema?.revision !== revision || this.#schema.version !== version) {
      this.#schema = { revision, version, value: this.#plan.toSchema() }
    }
    return this.#schema.value
  }

  get revision(): number {
    return this.#changes.revision
  }

  get epoch(): number {
    return this.#changes.epoch
  }

  get needsWindow(): boolean {
    return this.#needsWindow
  }

  inferKeys(records: readonly SourceRecord[]): void {
    inferFixedTypes(this.#plan, records)
    this.#changes.commit()
  }

  infer(records: readonly SourceRecord[]): void {
    this.#needsWindow = false
    const plan = this.#plan
    plan.isSettled = false
    plan.hints = sampleWindow(this.#definition, records)
    const key = this.#definition.options.primaryKey.map(() => null)
    const nobody: Identity = { type: 'identity', key, keyText: '', cursor: null, scope: {} }
    // Adding the records teaches the plan the same tables as they will need; the rows are thrown away.
    const scratch = new RowBatchBuilder(plan, { partition: '', runNumber: 0 })
    try {
      for (const [ordinal, record] of records.entries()) scratch.add(record, ordinal, nobody)
    } finally {
      plan.hints = undefined
      plan.isSettled = true
    }
  }

  identify(record: SourceRecord): Identity | Problem {
    const identity = identify(this.#plan, record)
    if (!this.#changes.isEmpty) this.#changes.commit()
    return identity
  }

  identifyKey(key: Key): Identity | Problem {
    const identity = identifyKey(this.#plan, key)
    if (!this.#changes.isEmpty) this.#changes.commit()
    return identity
  }

  formatKey(cells: readonly CellValue[]): Key {
    const values = cells.filter((cell): cell is KeyValue => cell !== null && !(cell instanceof Uint8Array))
    const [only] = values
    return values.length === 1 && only !== undefined ? only : values
  }

  startBatch(request: BatchRequest): BatchBuilder {
    return new RowBatchBuilder(this.#plan, request)
  }

  accept(schema: StreamSchema): void {
    if (!covers(this.schema, schema)) return this.reset(schema)
    this.#stored = schema
    this.#plan.version = schema.version
  }

  reset(schema: StreamSchema): void {
    this.#stored = schema
    this.#needsWindow &&= schema.tables.length === 0
    this.#plan = this.#createPlan()
    this.#changes.revision++
    this.#changes.epoch++
  }

  refuse(widenings: readonly RefusedWidening[]): void {
    this.#refused = [...this.#refused, ...widenings]
    for (const widening of widenings) refuseWidening(this.#plan, this.#stored, widening)
    this.#changes.revision++
    this.#changes.epoch++
  }

  takeWarnings(): readonly RunWarning[] {
    return this.#warnings.take()
  }

  #createPlan(): Plan {
    const shared = { changes: this.#changes, warnings: this.#warnings }
    const plan = createPlan(this.#definition, this.#stored, shared)
    plan.isSettled = !this.#needsWindow
    this.#changes.commit()
    for (const widening of this.#refused) refuseWidening(plan, this.#stored, widening)
    return plan
  }
}
