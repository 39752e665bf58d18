import { checkHow, checkPublish, DestinationError, newCounts, timestampCell } from '@millrace/core/plugin'
import type {
  Publish,
  PublishOutcome,
  StreamOutcome,
  StreamPublish,
  StreamSchema,
  TableSchema,
} from '@millrace/core/plugin'
import type { Transaction } from '../database/transaction.ts'
import { noteStaging } from '../stage/stage-partition.ts'
import type { Staging } from '../stage/staging.ts'
import type { Hold } from '../state/lease.ts'
import { readGenerationRejects } from '../state/generations.ts'
import { isRunning, storeRun } from '../state/runs.ts'
import { changeRejects } from '../state/rejects.ts'
import { readStreamEntry } from '../state/streams.ts'
import type { StreamEntry } from '../state/streams.ts'
import { forgetMissing, missingTable } from './find-missing.ts'
import type { Commit } from './commit.ts'
import { finishGeneration, finishPartitions } from './finish-partitions.ts'
import { needsSeeding, seedHistory } from './history.ts'
import { addReshaping, reshapeTables } from './publish-rebuild.ts'
import {
  forgetChanges,
  noteAppend,
  noteMerge,
  noteMissing,
  noteReplace,
  noteUnstaged,
  refuseRepeated,
  startChanges,
} from './root-changes.ts'
import { takeStaged } from './take-staged.ts'
import type { Staged } from './take-staged.ts'
import { isFirstLoad, writeFirst, writeRecords } from './write-records.ts'

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
  const entries: StreamEntry[] = []
  for (const { stream } of request.streams) entries.push(await readStreamEntry(transaction, hold.pipeline, stream))
  let isSeeding = false
  for (const entry of entries) isSeeding ||= await needsSeeding(transaction, entry)
  const sequence = await transaction.nextNumber('sequence', isSeeding ? 2 : 1)
  const commit = { sequence, run: hold.run, at: timestampCell(await transaction.now()) }
  const outcomes: [string, StreamOutcome][] = []
  for (const [index, stream] of request.streams.entries()) {
    const entry = entries[index]
    if (entry !== undefined) {
      for (const last of stream.stagings) await noteStaging(transaction, hold, { commit: last, staging })
      outcomes.push([stream.stream, await publishStream(transaction, entry, { request: stream, staging, commit })])
    }
  }
  const outcome: PublishOutcome = { sequence, streams: Object.fromEntries(outcomes) }
  await forgetChanges(transaction)
  await storeRun(transaction, hold, request.record(outcome))
  return outcome
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
  if (await isFirstLoad(transaction, records)) {
    const inserted = await writeFirst(transaction, records, counts)
    return { ...counts, tables: inserted }
  }
  await startChanges(transaction, root)
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
      await noteReplace(transaction, { root, partitions: staged.partitions })
      await noteAppend(transaction, { root, staged: rows })
      await refuseRepeated(transaction, root)
      break
    case 'append':
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
  return addReshaping(outcome, reshaped.deleted)
}
