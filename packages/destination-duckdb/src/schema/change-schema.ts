import { checkSchema, claimsOf, compareSchemas, DestinationError } from '@millrace/core/plugin'
import type { RefusedWidening, SchemaAnswer, SchemaChange, SchemaStep } from '@millrace/core/plugin'
import type { Transaction } from '../database/transaction.ts'
import { listGenerationTables } from '../stage/generation-tables.ts'
import type { Staging } from '../stage/staging.ts'
import { readGeneration, updateRebuild } from '../state/generations.ts'
import type { GenerationEntry } from '../state/generations.ts'
import type { Hold } from '../state/lease.ts'
import { readStreamEntry, updateStream } from '../state/streams.ts'
import type { StreamEntry } from '../state/streams.ts'
import {
  addColumn,
  countUnfit,
  createDelta,
  createTable,
  listIndexes,
  renameTables,
  widenColumn,
} from './alter-table.ts'
import { claimNames } from './ownership.ts'
import { noteTable, readOwnedTables, readStanding } from './table-names.ts'

type WidenStep = SchemaStep & { readonly type: 'widenColumn' }

/**
 * Makes the tables what the schema says, if the version is the one the change was made from. The tables of a rebuild
 * do not stand before its publish: for them the schema is noted and the names are reserved. What is staged follows.
 */
export async function changeSchema(
  transaction: Transaction,
  hold: Hold,
  { change, staging }: { readonly change: SchemaChange; readonly staging: Staging },
): Promise<SchemaAnswer> {
  const entry = await readStreamEntry(transaction, hold.pipeline, change.stream)
  const generation = await readGeneration(transaction, entry)
  const stored = change.isRebuild ? requireRebuild(entry, generation) : entry.schema
  if (stored.version !== change.expectedVersion) return { type: 'conflict', schema: stored }
  checkSchema(change.schema, transaction.capabilities)
  const steps = compareSchemas(stored, change.schema)
  const work = { transaction, entry, generation, staging, isRebuild: change.isRebuild }
  const widenings = await findRefused(work, steps)
  if (widenings.length > 0) return { type: 'refused', widenings }
  await claimNames(transaction, entry, {
    claims: steps.flatMap(claimsOf),
    wanted: change.schema,
    takeOver: change.takeOver,
  })
  if (!change.isRebuild) await changeTables(work, steps)
  await changeKept(work, steps)
  const schema = { ...change.schema, version: stored.version + 1 }
  if (change.isRebuild && generation !== undefined) {
    await updateRebuild(transaction, generation, { rebuild: schema, definition: change.definition })
  } else {
    await updateStream(transaction, entry, { schema, definition: change.definition })
  }
  return { type: 'changed', schema }
}

interface Work {
  readonly transaction: Transaction
  readonly entry: StreamEntry
  readonly generation: GenerationEntry | undefined
  readonly staging: Staging
  readonly isRebuild: boolean
}

function requireRebuild(entry: StreamEntry, generation: GenerationEntry | undefined): StreamEntry['schema'] {
  if (generation?.rebuild !== undefined) return generation.rebuild
  throw new DestinationError({ message: `stream ${entry.stream} has no open rebuild whose tables could change` })
}

async function findRefused(work: Work, steps: readonly SchemaStep[]): Promise<readonly RefusedWidening[]> {
  const refused: RefusedWidening[] = []
  for (const step of steps) {
    if (step.type !== 'widenColumn') continue
    const reason = await findObstacle(work, step)
    if (reason !== undefined) refused.push({ table: step.table, column: step.column, reason })
  }
  return refused
}

/** Why a column cannot be widened in place. */
async function findObstacle(work: Work, step: WidenStep): Promise<string | undefined> {
  const { transaction } = work
  const stored = await listStored(work, step.path)
  for (const name of stored) {
    const indexes = await listIndexes(transaction, name)
    if (indexes.length > 0) return `DuckDB does not change types in a table with indexes (${indexes.join(', ')})`
  }
  const widening = { name: step.column, from: step.from, to: step.to }
  const tables = [
    ...stored.map((name) => transaction.table(name)),
    ...(await listKept(work, step.path)),
    ...listStaged(work, step.path),
  ]
  for (const table of tables) {
    if ((await countUnfit(transaction, table, widening)) > 0) return `it has values that ${step.to} cannot hold exactly`
  }
  return undefined
}

/** The table of a path, and its delta tables, those that are switched off included; by the names they have now. */
async function listStored({ transaction, entry, isRebuild }: Work, path: string): Promise<readonly string[]> {
  if (isRebuild) return []
  const owned = await readOwnedTables(transaction, { pipeline: entry.pipeline, stream: entry.stream, path })
  const standing = new Set((await readStanding(transaction)).map(({ name }) => name))
  return owned.map(({ name }) => name).filter((name) => standing.has(name))
}

/** Tables, quoted, with rows that attempts have staged for a path. */
function listStaged({ entry, staging, isRebuild }: Work, path: string): readonly string[] {
  return staging
    .of(entry.stream)
    .filter(({ work }) => work.isRebuild === isRebuild)
    .flatMap((attempt) => attempt.tables())
    .filter(({ table }) => table.path === path)
    .map(({ name }) => name)
}

/** Tables, quoted, with rows that the generation keeps for a path. */
async function listKept(work: Work, path: string): Promise<readonly string[]> {
  const { transaction, entry, generation, isRebuild } = work
  if (generation === undefined || (generation.rebuild !== undefined) !== isRebuild) return []
  const kept = await listGenerationTables(transaction, generation, (generation.rebuild ?? entry.schema).tables)
  return kept.filter(({ table }) => table.path === path).map(({ name }) => name)
}

async function changeTables(work: Work, steps: readonly SchemaStep[]): Promise<void> {
  const { transaction } = work
  await renameTables(
    transaction,
    steps.filter((step) => step.type === 'renameTable' || step.type === 'renameDelta'),
  )
  for (const step of steps) await changeTable(work, step)
}

async function changeTable(work: Work, step: SchemaStep): Promise<void> {
  const { transaction, entry } = work
  const owner = { pipeline: entry.pipeline, stream: entry.stream, path: step.path }
  switch (step.type) {
    case 'createTable':
      await createTable(transaction, step.table)
      await noteTable(transaction, { ...owner, name: step.table.name, kind: 'table', isSeeded: true })
      break
    case 'addColumn':
      for (const name of await listStored(work, step.path)) {
        if (step.column.role !== 'system' || name === step.table) {
          await addColumn(transaction, transaction.table(name), step.column)
        }
      }
      break
    case 'widenColumn':
      for (const name of await listStored(work, step.path)) {
        await widenColumn(transaction, transaction.table(name), { name: step.column, from: step.from, to: step.to })
      }
      break
    case 'startDelta': {
      const owned = await readOwnedTables(transaction, owner)
      // One that was switched off goes on.
      if (!owned.some(({ name, kind }) => kind === 'delta' && name === step.delta)) {
        await createDelta(transaction, step.table, step.delta)
      }
      await noteTable(transaction, { ...owner, name: step.delta, kind: 'delta', isSeeded: false })
      break
    }
    // Renamed before; what is switched off stays as it is.
    case 'renameTable':
    case 'renameDelta':
    case 'stopDelta':
      break
    default:
      step satisfies never
  }
}

/** What a generation keeps for the tables gets their columns and types. What attempts have staged follows later. */
async function changeKept(work: Work, steps: readonly SchemaStep[]): Promise<void> {
  const { transaction } = work
  for (const step of steps) {
    if (step.type === 'addColumn' && step.column.role !== 'system') {
      for (const table of await listKept(work, step.path)) await addColumn(transaction, table, step.column)
    } else if (step.type === 'widenColumn') {
      const widening = { name: step.column, from: step.from, to: step.to }
      for (const table of await listKept(work, step.path)) await widenColumn(transaction, table, widening)
    }
  }
}
