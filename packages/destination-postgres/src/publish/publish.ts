import { checkHow, checkPublish, DestinationError, newCounts, timestampCell } from '@millrace/core/plugin'
import type {
  Publish,
  PublishOutcome,
  StreamOutcome,
  StreamPublish,
  StreamSchema,
  TableSchema,
} from '@millrace/core/plugin'
import { sql } from 'kysely'
import type { Transaction } from '../database/transaction.ts'
import { dropOwnTables } from '../stage/own-tables.ts'
import { noteStaging } from '../stage/stage-partition.ts'
import type { Staging } from '../stage/staging.ts'
import { readGenerationRejects } from '../state/generations.ts'
import type { Hold } from '../state/lease.ts'
import { changeRejects } from '../state/rejects.ts'
import { addRowCounts } from '../state/row-counts.ts'
import { isRunning, storeRun } from '../state/runs.ts'
import { lockStreams, readStreamEntry } from '../state/streams.ts'
import type { StreamEntry } from '../state/streams.ts'
import type { Commit } from './commit.ts'
import { forgetMissing, missingTable } from './missing-table.ts'
import { finishGeneration, finishPartitions } from './finish-partitions.ts'
import { writeFirst } from './first-load.ts'
import { needsSeeding, seedHistory } from './history.ts'
import { preparePlanner } from './prepare-planner.ts'
import { addReshaping, finishReshaping, reshapeTables } from './publish-rebuild.ts'
import {
  noteAppend,
  noteMerge,
  noteMissing,
  noteReplace,
  noteUnstaged,
  refuseRepeated,
  startChanges,
} from './root-changes.ts'
import { RowChanges } from './row-changes.ts'
import { takeStaged } from './take-staged.ts'
import type { Staged } from './take-staged.ts'
import { writeRecords } from './write-records.ts'

/** Changes tables, delta tables, rejects, savepoints and run record together. */
export async function publish(
  transaction: Transaction,
  hold: Hold,
  { request, staging }: { readonly request: Publish; readonly staging: Staging },
): Promise<PublishOutcome> {
  if (!(await isRunning(transaction, hold))) {
    throw new DestinationError({ message: `run ${hold.run} has ended: nothing more can be published in it` })
  }
  checkPublish(request)
  await preparePlanner(transaction)
  const streams = request.streams.map(({ stream }) => stream)
  await lockStreams(transaction, hold.pipeline, { streams, isNew: false })
  const entries: StreamEntry[] = []
  for (const stream of streams) entries.push(await readStreamEntry(transaction, hold.pipeline, stream))
  const commit = await numberCommit(transaction, hold, entries)
  const outcomes: [string, StreamOutcome][] = []
  for (const [index, stream] of request.streams.entries()) {
    const entry = entries[index]
    if (entry !== undefined) {
      for (const last of stream.stagings) await noteStaging(transaction, hold, { commit: last, staging })
      outcomes.push([stream.stream, await publishStream(transaction, entry, { request: stream, staging, commit })])
    }
  }
  await addRowCounts(transaction, commit.rowChanges.all)
  const outcome: PublishOutcome = { sequence: commit.sequence, streams: Object.fromEntries(outcomes) }
  await storeRun(transaction, hold, request.record(outcome))
  return outcome
}

/** The number is taken while the streams are locked: in each of them a later commit has a higher one. */
async function numberCommit(transaction: Transaction, hold: Hold, entries: readonly StreamEntry[]): Promise<Commit> {
  const { connection, places } = transaction
  let isSeeding = false
  for (const entry of entries) isSeeding ||= await needsSeeding(transaction, entry)
  const next = sql`select nextval(format('%I.%I', ${places.systemSchema}::text, 'commit_sequence')::regclass)`
  const first = await connection.count(next)
  const sequence = isSeeding ? await connection.count(next) : first
  const at = timestampCell(await transaction.now())
  return { sequence, seedSequence: first, run: hold.run, at, rowChanges: new RowChanges() }
}

interface StreamWork {
  readonly request: StreamPublish
  readonly staging: Staging
  readonly commit: Commit
}

async function publishStream(transaction: Transaction, entry: StreamEntry, work: StreamWork): Promise<StreamOutcome> {
  const { request } = work
  const staged = await takeStaged(transaction, entry, work)
  const rebuild = staged.generation?.rebuild
  const outcome =
    rebuild === undefined
      ? await writeTables(transaction, entry, { ...work, staged, schema: entry.schema })
      : await writeRebuild(transaction, entry, { ...work, staged, schema: rebuild })
  const kept = staged.generation === undefined ? [] : await readGenerationRejects(transaction, staged.generation)
  await changeRejects(transaction, entry, { addedRejects: [], removedRejects: request.removedRejects })
  for (const change of kept) await changeRejects(transaction, entry, change)
  await changeRejects(transaction, entry, { addedRejects: request.addedRejects, removedRejects: [] })
  const after = await readStreamEntry(transaction, entry.pipeline, entry.stream)
  if (staged.generation !== undefined) await finishGeneration(transaction, after, staged.generation)
  await finishPartitions(transaction, after, { request, attempts: staged.attempts })
  await forgetMissing(transaction, after)
  for (const attempt of staged.attempts) await dropOwnTables(transaction, attempt.tables())
  return outcome
}

interface TablesWork extends StreamWork {
  readonly staged: Staged
  readonly schema: StreamSchema
}

async function writeTables(transaction: Transaction, entry: StreamEntry, work: TablesWork): Promise<StreamOutcome> {
  const { request, staged, schema, commit } = work
  checkHow(schema, request)
  const counts = newCounts()
  const [root, ...children] = schema.tables
  if (root === undefined) return { ...counts, tables: {} }
  for (const table of schema.tables) await seedHistory(transaction, entry, { table, commit })
  // A rebuild replaces the tables: whatever it did not bring is deleted, whatever the policy.
  const deletions = staged.generation?.rebuild === undefined ? request.deletions : 'delete'
  const records = { root, children, staged: staged.rows, commit, deletions }
  const first = await writeFirst(transaction, records, counts)
  if (first !== undefined) return { ...counts, tables: first }
  counts.superseded += await noteChanges(transaction, entry, { ...work, root })
  const tables = await writeRecords(transaction, records, counts)
  return { ...counts, tables }
}

/** Notes what becomes of each record; answers how many with data lost against another one staged. */
async function noteChanges(
  transaction: Transaction,
  entry: StreamEntry,
  { request, staged, schema, root }: TablesWork & { readonly root: TableSchema },
): Promise<number> {
  const { comparesCursor } = request
  const rows = staged.rows
  let superseded = 0
  switch (request.how) {
    case 'merge':
      superseded = await noteMerge(transaction, { schema, root, staged: rows, comparesCursor })
      break
    case 'replace':
      await startChanges(transaction, root)
      await noteReplace(transaction, { root, partitions: staged.partitions })
      await noteAppend(transaction, { root, staged: rows })
      await refuseRepeated(transaction, root)
      break
    case 'append':
      await startChanges(transaction, root)
      await noteAppend(transaction, { root, staged: rows })
      await refuseRepeated(transaction, root)
      break
    default:
      request.how satisfies never
  }
  const missing = request.appliesMissing ? await missingTable(transaction, entry) : undefined
  if (missing !== undefined) await noteMissing(transaction, { root, staged: rows, missing })
  if (staged.generation?.rebuild !== undefined) await noteUnstaged(transaction, { root, staged: rows })
  return superseded
}

async function writeRebuild(transaction: Transaction, entry: StreamEntry, work: TablesWork): Promise<StreamOutcome> {
  const { schema, commit } = work
  const reshaped = await reshapeTables(transaction, entry, { rebuild: schema, commit })
  const outcome = await writeTables(transaction, reshaped.entry, { ...work, schema: reshaped.entry.schema })
  await finishReshaping(transaction, reshaped)
  return addReshaping(outcome, reshaped.deleted)
}
