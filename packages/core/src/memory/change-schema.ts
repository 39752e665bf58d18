import { DestinationError } from '../contract/errors/destination-error.ts'
import type { RefusedWidening, SchemaAnswer, SchemaChange } from '../contract/schema-change.ts'
import type { StreamSchema } from '../contract/table-schema.ts'
import { compareSchemas } from '../kit/schema-changes.ts'
import type { SchemaStep } from '../kit/schema-changes.ts'
import { claimsOf } from '../kit/table-claims.ts'
import { checkSchema } from '../kit/check-schema.ts'
import { addDeltaColumns, newDelta } from './deltas.ts'
import type { Hold } from './lease.ts'
import { claimNames } from './ownership.ts'
import { renameTables } from './rename-tables.ts'
import type { StreamEntry } from './state.ts'
import type { Transaction } from './transaction.ts'
import { canWiden, widenColumn } from './widen-column.ts'

/**
 * Makes the tables what the schema says, if the version is the one the change was made from. The tables of a rebuild
 * do not stand before its publish: for them the schema is noted and the names are reserved.
 */
export function changeSchema(transaction: Transaction, hold: Hold, change: SchemaChange): SchemaAnswer {
  const { isRebuild } = change
  const entry = transaction.stream(hold.pipeline, change.stream)
  const stored = isRebuild ? requireRebuild(entry) : entry.schema
  if (stored.version !== change.expectedVersion) return { type: 'conflict', schema: structuredClone(stored) }
  checkSchema(change.schema, transaction.capabilities)
  const steps = compareSchemas(stored, change.schema)
  const widenings = findRefused(transaction, entry, steps, isRebuild)
  if (widenings.length > 0) return { type: 'refused', widenings }
  const claims = steps.flatMap(claimsOf)
  claimNames(transaction, entry, { claims, wanted: change.schema, takeOver: change.takeOver })
  const changed = applySteps(transaction, entry, steps, change)
  return { type: 'changed', schema: structuredClone(storeSchema(transaction, changed, stored.version + 1, change)) }
}

function requireRebuild(entry: StreamEntry): StreamSchema {
  if (entry.generation?.rebuild !== undefined) return entry.generation.rebuild
  throw new DestinationError({ message: `stream ${entry.stream} has no open rebuild whose tables could change` })
}

function findRefused(
  transaction: Transaction,
  entry: StreamEntry,
  steps: readonly SchemaStep[],
  isRebuild: boolean,
): readonly RefusedWidening[] {
  return steps.flatMap((step) => {
    if (step.type !== 'widenColumn' || canWiden(transaction, entry, step, isRebuild)) return []
    return [{ table: step.table, column: step.column, reason: `it has values that ${step.to} cannot hold exactly` }]
  })
}

function applySteps(
  transaction: Transaction,
  entry: StreamEntry,
  steps: readonly SchemaStep[],
  { isRebuild }: SchemaChange,
): StreamEntry {
  let changed = entry
  for (const step of steps) {
    if (step.type === 'widenColumn') changed = widenColumn(transaction, changed, step, isRebuild)
  }
  if (isRebuild) return changed
  renameTables(
    transaction.tables,
    steps.filter((step) => step.type === 'renameTable'),
  )
  renameTables(
    transaction.deltas,
    steps.filter((step) => step.type === 'renameDelta'),
  )
  for (const step of steps) applyStep(transaction, changed, step)
  return changed
}

function applyStep(transaction: Transaction, { pipeline, stream }: StreamEntry, step: SchemaStep): void {
  const owner = { pipeline, stream, path: step.path }
  switch (step.type) {
    case 'createTable': {
      const { name, columns } = step.table
      transaction.tables.set(name, { name, owner, columns, rows: new Map(), isSeeded: true })
      break
    }
    case 'addColumn':
      addDeltaColumns(transaction, owner, [step.column])
      break
    case 'startDelta': {
      const held = transaction.deltas.get(step.delta) ?? newDelta(step.delta, step.table, owner)
      transaction.deltas.set(step.delta, { ...held, isSeeded: false })
      break
    }
    // Renamed and widened before; what is switched off stays as it is.
    case 'renameTable':
    case 'renameDelta':
    case 'widenColumn':
    case 'stopDelta':
      break
    default:
      step satisfies never
  }
}

function storeSchema(
  transaction: Transaction,
  entry: StreamEntry,
  version: number,
  change: SchemaChange,
): StreamSchema {
  const schema = structuredClone({ ...change.schema, version })
  const definition = structuredClone(change.definition)
  const { generation } = entry
  if (change.isRebuild && generation !== undefined) {
    transaction.updateStream(entry, { generation: { ...generation, definition, rebuild: schema } })
    return schema
  }
  for (const { name, columns } of schema.tables) {
    const table = transaction.tables.get(name)
    if (table !== undefined) transaction.tables.set(name, { ...table, columns })
  }
  transaction.updateStream(entry, { schema, definition })
  return schema
}
