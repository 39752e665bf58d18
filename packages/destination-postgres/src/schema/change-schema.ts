import { checkSchema, claimsOf, compareSchemas, DestinationError } from '@millrace/core/plugin'
import type { RefusedWidening, SchemaAnswer, SchemaChange, SchemaStep, StreamSchema } from '@millrace/core/plugin'
import { sql } from 'kysely'
import type { Sql } from '../database/names.ts'
import type { Transaction } from '../database/transaction.ts'
import { withinSavepoint } from '../database/within-savepoint.ts'
import { listGenerationTables } from '../stage/generation-tables.ts'
import type { StagedTable } from '../stage/attempt-staging.ts'
import type { Staging } from '../stage/staging.ts'
import { readGeneration, updateRebuild } from '../state/generations.ts'
import type { GenerationEntry } from '../state/generations.ts'
import type { Hold } from '../state/lease.ts'
import { lockStreams, readStreamEntry, updateStream } from '../state/streams.ts'
import type { StreamEntry } from '../state/streams.ts'
import { addColumns, createDelta, createTable } from './alter-table.ts'
import type { Column } from './alter-table.ts'
import { updateComments } from './comments.ts'
import { addForeignKeys } from './foreign-keys.ts'
import { claimNames } from './ownership.ts'
import { renameConstraints, renameTables } from './rename-tables.ts'
import { readTableNames } from './standing-relations.ts'
import { noteTable, readOwnedTables } from './table-names.ts'
import { widenTables } from './widen-tables.ts'
import type { WidenedTable, WidenStep } from './widen-tables.ts'

/**
 * Makes the tables what the schema says, if the version is the one the change was made from. The tables of a rebuild
 * do not stand before its publish: for them the schema is noted and the names are reserved. What is staged follows.
 */
export async function changeSchema(
  transaction: Transaction,
  hold: Hold,
  { change, staging }: { readonly change: SchemaChange; readonly staging: Staging },
): Promise<SchemaAnswer> {
  await lockStreams(transaction, hold.pipeline, { streams: [change.stream], isNew: true })
  const entry = await readStreamEntry(transaction, hold.pipeline, change.stream)
  const generation = await readGeneration(transaction, entry)
  const stored = change.isRebuild ? requireRebuild(entry, generation) : entry.schema
  if (stored.version !== change.expectedVersion) return { type: 'conflict', schema: stored }
  checkSchema(change.schema, transaction.capabilities)
  const steps = compareSchemas(stored, change.schema)
  const work = { transaction, entry, generation, staging, stored, isRebuild: change.isRebuild }
  const widenings = await widen(work, steps)
  if (widenings.length > 0) return { type: 'refused', widenings }
  await claimNames(transaction, entry, {
    claims: steps.flatMap(claimsOf),
    wanted: change.schema,
    takeOver: change.takeOver,
  })
  if (!change.isRebuild) await changeTables(work, steps, change.schema)
  await addKept(work, steps)
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
  readonly stored: StreamSchema
  readonly isRebuild: boolean
}

function requireRebuild(entry: StreamEntry, generation: GenerationEntry | undefined): StreamSchema {
  if (generation?.rebuild !== undefined) return generation.rebuild
  throw new DestinationError({ message: `stream ${entry.stream} has no open rebuild whose tables could change` })
}

/** Thrown so that all is taken back when one widening is refused. */
class RefusedError extends Error {
  readonly widenings: readonly RefusedWidening[]

  constructor(widenings: readonly RefusedWidening[]) {
    super('a column cannot be widened')
    this.widenings = widenings
  }
}

async function widen(work: Work, steps: readonly SchemaStep[]): Promise<readonly RefusedWidening[]> {
  const due = steps.filter((step): step is WidenStep => step.type === 'widenColumn')
  if (due.length === 0) return []
  const tables: WidenedTable[] = []
  for (const [path, ofPath] of groupByPath(due)) {
    for (const name of await listStored(work, path)) {
      tables.push({ table: work.transaction.table(name), name, steps: ofPath })
    }
    for (const table of await listKept(work, path)) {
      // Rows that another process is just sending have to be seen when their values are looked at.
      await work.transaction.connection.run(sql`lock table ${table} in access exclusive mode`)
      tables.push({ table, name: undefined, steps: ofPath })
    }
    for (const { name, table } of listStaged(work, path)) {
      // Rows that were staged before a column came do not have it.
      const steps = ofPath.filter(({ column, from }) =>
        table.columns.some((held) => held.name === column && held.type === from),
      )
      tables.push({ table: name, name: undefined, steps })
    }
  }
  try {
    await withinSavepoint(work.transaction, async () => {
      const refused = await widenTables(work.transaction, tables)
      if (refused.length > 0) throw new RefusedError(refused)
    })
    return []
  } catch (error) {
    if (error instanceof RefusedError) return error.widenings
    throw error
  }
}

/** The table of a path, and its delta tables, those that are switched off included; by the names they have now. */
async function listStored({ transaction, entry, isRebuild }: Work, path: string): Promise<readonly string[]> {
  if (isRebuild) return []
  const owned = await readOwnedTables(transaction, { pipeline: entry.pipeline, stream: entry.stream, path })
  const standing = await readTableNames(transaction)
  return owned.map(({ name }) => name).filter((name) => standing.has(name))
}

/** Tables with rows that attempts have staged for a path. */
function listStaged({ entry, staging, isRebuild }: Work, path: string): readonly StagedTable[] {
  return staging
    .of(entry.stream)
    .filter(({ work }) => work.isRebuild === isRebuild)
    .flatMap((attempt) => attempt.tables())
    .filter(({ table }) => table.path === path)
}

/** Tables with rows that the generation keeps for a path. */
async function listKept(work: Work, path: string): Promise<readonly Sql[]> {
  const { transaction, entry, generation, isRebuild } = work
  if (generation === undefined || (generation.rebuild !== undefined) !== isRebuild) return []
  const kept = await listGenerationTables(transaction, generation, (generation.rebuild ?? entry.schema).tables)
  return kept.filter(({ table }) => table.path === path).map(({ name }) => name)
}

async function changeTables(work: Work, steps: readonly SchemaStep[], wanted: StreamSchema): Promise<void> {
  const { transaction, stored: before } = work
  await renameTables(
    transaction,
    steps.filter((step) => step.type === 'renameTable' || step.type === 'renameDelta'),
  )
  await renameConstraints(transaction, { before: before.tables, after: wanted.tables })
  for (const [path, added] of groupByPath(steps.filter(isAddition))) {
    for (const name of await listStored(work, path)) {
      const isTable = added.some(({ table }) => table === name)
      const columns = added.map(({ column }) => column).filter(({ role }) => isTable || role !== 'system')
      await addColumns(transaction, transaction.table(name), { added: columns, title: `table ${name}` })
    }
  }
  for (const step of steps) await createTables(work, step)
  if (transaction.places.hasForeignKeys) {
    const created = steps.filter(({ type }) => type === 'createTable').map(({ path }) => path)
    await addForeignKeys(transaction, wanted.tables, new Set(created))
  }
  await updateComments(transaction, { before, after: wanted })
}

async function createTables({ transaction, entry }: Work, step: SchemaStep): Promise<void> {
  const owner = { pipeline: entry.pipeline, stream: entry.stream, path: step.path }
  if (step.type === 'createTable') {
    await createTable(transaction, step.table)
    await noteTable(transaction, { ...owner, name: step.table.name, kind: 'table', isSeeded: true })
  } else if (step.type === 'startDelta') {
    const owned = await readOwnedTables(transaction, owner)
    // One that was switched off goes on.
    if (!owned.some(({ name, kind }) => kind === 'delta' && name === step.delta)) {
      await createDelta(transaction, step.table, step.delta)
    }
    await noteTable(transaction, { ...owner, name: step.delta, kind: 'delta', isSeeded: false })
  }
}

/** What a generation keeps for the tables gets their columns; attempts follow later. */
async function addKept(work: Work, steps: readonly SchemaStep[]): Promise<void> {
  for (const [path, ofPath] of groupByPath(steps.filter(isAddition))) {
    const added: Column[] = ofPath.map(({ column }) => column).filter(({ role }) => role !== 'system')
    for (const table of await listKept(work, path)) {
      await addColumns(work.transaction, table, { added, title: `the staging of path '${path}'` })
    }
  }
}

function isAddition(step: SchemaStep): step is SchemaStep & { readonly type: 'addColumn' } {
  return step.type === 'addColumn'
}

function groupByPath<Step extends { readonly path: string }>(steps: readonly Step[]): Iterable<[string, Step[]]> {
  return Map.groupBy(steps, ({ path }) => path)
}
