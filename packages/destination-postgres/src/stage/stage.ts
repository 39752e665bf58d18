import { DestinationError } from '@millrace/core/plugin'
import type { StageAnswer, StageBatch, StreamSchema, TableBatch } from '@millrace/core/plugin'
import type { Transaction } from '../database/transaction.ts'
import { requireGeneration } from '../state/generations.ts'
import type { Hold } from '../state/lease.ts'
import { readStreamEntry } from '../state/streams.ts'
import type { AttemptStaging } from './attempt-staging.ts'
import { SchemaMovedError } from './schema-moved-error.ts'
import { stageRecords } from './stage-records.ts'
import type { Transact } from './stage-records.ts'
import type { Staging } from './staging.ts'

export interface StageRequest {
  readonly batch: StageBatch
  readonly transact: Transact
}

/** Stages the rows of a batch for the attempt that brought them; what Postgres cannot hold is rejected. */
export async function stage(staging: Staging, hold: Hold, { batch, transact }: StageRequest): Promise<StageAnswer> {
  const attempt = staging.require(batch)
  const { tables } = batch
  const work = { hold, transact, attempt, chunks: staging.chunks }
  // Another process may have changed the tables since the attempt looked at them, and told the engine.
  if (findMisfit(attempt.schema, tables) !== undefined) await lookAgain(work)
  requireFit(attempt.schema, tables)
  let isStaged = false
  const noting: Transact = async (given) => {
    const result = await transact(given)
    isStaged = true
    return result
  }
  let rejected
  try {
    rejected = await stageRecords({ ...work, transact: noting }, tables)
  } catch (error) {
    // Of a batch that was halved, a part may stand: it would be staged twice.
    if (!(error instanceof SchemaMovedError) || isStaged) throw error
    await lookAgain(work)
    if (findMisfit(attempt.schema, tables) !== undefined) throw error
    rejected = await stageRecords(work, tables)
  }
  staging.noteOrdinal(batch, (tables[0]?.ordinals.at(-1) ?? -1) + 1)
  return { rejected }
}

/** Reads what the tables of the stream are now. */
async function lookAgain(work: {
  readonly hold: Hold
  readonly transact: Transact
  readonly attempt: AttemptStaging
}): Promise<void> {
  const { hold, transact, attempt } = work
  attempt.adopt(await transact((transaction) => readSchema(transaction, hold, attempt)))
}

async function readSchema(
  transaction: Transaction,
  { pipeline }: Hold,
  { work }: AttemptStaging,
): Promise<StreamSchema> {
  const entry = await readStreamEntry(transaction, pipeline, work.stream)
  if (work.generation === undefined) return entry.schema
  const generation = await requireGeneration(transaction, entry, work.generation.id, work.partition)
  return generation.rebuild ?? entry.schema
}

/** Throws a `DestinationError` if the batch does not fit: an error of the engine. */
function requireFit(schema: StreamSchema, tables: readonly TableBatch[]): void {
  const message = findMisfit(schema, tables)
  if (message !== undefined) throw new DestinationError({ message })
}

/** Says why a batch does not fit into the tables of a stream; undefined where it does. */
function findMisfit(schema: StreamSchema, tables: readonly TableBatch[]): string | undefined {
  for (const batch of tables) {
    const table = schema.tables.find(({ path }) => path === batch.path)
    if (table === undefined) {
      const paths = schema.tables.map(({ path }) => `'${path}'`).join(', ') || 'none'
      return `stream ${schema.stream} has no table with path '${batch.path}'; it has: ${paths}`
    }
    const types = new Map(table.columns.map(({ name, type }) => [name, type]))
    const misfit = batch.columns.find(({ name, type }) => types.get(name) !== type)
    if (misfit !== undefined) {
      return `a batch of table ${table.name} does not fit: column ${misfit.name} is ${types.get(misfit.name) ?? 'not there'}, not ${misfit.type}`
    }
  }
  return undefined
}
