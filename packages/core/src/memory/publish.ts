import { DestinationError } from '../contract/errors/destination-error.ts'
import type { Publish, PublishOutcome, StreamOutcome, StreamPublish } from '../contract/publish.ts'
import { checkHow, checkPublish } from '../kit/check-publish.ts'
import { timestampCell } from '../kit/format-time.ts'
import { newCounts } from '../kit/new-counts.ts'
import { needsSeeding } from './deltas.ts'
import type { Hold } from './lease.ts'
import { merge } from './merge.ts'
import { storeRun } from './open-run.ts'
import { storeSavepoints, takeStaged } from './publish-partitions.ts'
import type { Staged } from './publish-partitions.ts'
import { addReshaping, removeUnstaged, reshapeTables } from './publish-rebuild.ts'
import { append, replace } from './replace.ts'
import type { GenerationEntry, MissingRow, StreamEntry } from './state.ts'
import { stagePartition } from './stage-partition.ts'
import { openWriter } from './stream-writer.ts'
import type { Commit, StreamWriter } from './stream-writer.ts'
import type { Transaction } from './transaction.ts'

/** Changes tables, delta tables, rejects, savepoints and run record together. */
export function publish(transaction: Transaction, hold: Hold, request: Publish): PublishOutcome {
  if (transaction.runs.get(hold.runNumber)?.status !== 'running') {
    throw new DestinationError({ message: `run ${hold.run} has ended: nothing more can be published in it` })
  }
  checkPublish(request)
  const isSeeding = request.streams.some(({ stream }) =>
    needsSeeding(transaction, transaction.stream(hold.pipeline, stream).schema.tables),
  )
  transaction.sequence += isSeeding ? 2 : 1
  const { sequence } = transaction
  const commit = { sequence, run: hold.run, at: timestampCell(transaction.now) }
  const outcomes = request.streams.map((stream) => [stream.stream, publishStream(transaction, hold, stream, commit)])
  const outcome: PublishOutcome = { sequence, streams: Object.fromEntries(outcomes) }
  storeRun(transaction, hold, request.record(outcome))
  return outcome
}

function publishStream(transaction: Transaction, hold: Hold, request: StreamPublish, commit: Commit): StreamOutcome {
  for (const staging of request.stagings) stagePartition(transaction, hold, staging)
  const entry = transaction.stream(hold.pipeline, request.stream)
  const staged = takeStaged(entry, request)
  const brought = new Set(staged.records.map(({ key }) => key))
  const missing = request.appliesMissing ? entry.missing.filter(({ key }) => !brought.has(key)) : []
  const generation = request.generation === undefined ? undefined : entry.generation
  const load = { request, staged, missing, commit }
  const outcome =
    generation?.rebuild === undefined
      ? writeTables(transaction, entry, load)
      : writeRebuild(transaction, entry, { ...load, generation })
  storeRejects(transaction, transaction.stream(hold.pipeline, request.stream), request)
  storeSavepoints(transaction, transaction.stream(hold.pipeline, request.stream), request)
  return outcome
}

interface Load {
  readonly request: StreamPublish
  readonly staged: Staged
  readonly missing: readonly MissingRow[]
  readonly commit: Commit
}

function writeTables(
  transaction: Transaction,
  entry: StreamEntry,
  { request, staged, missing, commit }: Load,
): StreamOutcome {
  checkHow(entry.schema, request)
  const writer = openWriter(transaction, entry.schema, commit)
  if (writer === undefined) return { ...newCounts(), tables: {} }
  for (const { key } of missing) writer.delete(key, request.deletions)
  writeRecords(writer, staged, request)
  return writer.finish(transaction)
}

/** A rebuild replaces the tables: whatever it did not bring is deleted, whatever the policy. */
function writeRebuild(
  transaction: Transaction,
  entry: StreamEntry,
  { request, staged, missing, commit, generation }: Load & { readonly generation: GenerationEntry },
): StreamOutcome {
  const { schema, outcome } = reshapeTables(transaction, entry, { generation, missing, commit })
  checkHow(schema, request)
  const writer = openWriter(transaction, schema, commit)
  if (writer === undefined) return addReshaping({ ...newCounts(), tables: {} }, outcome)
  writeRecords(writer, staged, { ...request, deletions: 'delete' })
  removeUnstaged(writer, staged.records)
  return addReshaping(writer.finish(transaction), outcome)
}

function writeRecords(writer: StreamWriter, { records, partitions }: Staged, request: StreamPublish): void {
  switch (request.how) {
    case 'merge':
      merge(writer, records, request)
      break
    case 'append':
      append(writer, records)
      break
    case 'replace':
      replace(writer, records, partitions)
      break
    default:
      request.how satisfies never
  }
}

/** What a generation staged comes after what the publish removes, and before what it adds. */
function storeRejects(transaction: Transaction, entry: StreamEntry, request: StreamPublish): void {
  const rejects = new Map(entry.rejects)
  const staged = request.generation === undefined ? [] : [...(entry.generation?.partitions.values() ?? [])]
  for (const id of request.removedRejects) rejects.delete(id)
  const added = { addedRejects: request.addedRejects, removedRejects: [] }
  for (const { addedRejects, removedRejects } of [...staged.flatMap((partition) => partition.rejects), added]) {
    for (const id of removedRejects) rejects.delete(id)
    for (const reject of addedRejects) rejects.set(reject.id, structuredClone(reject))
  }
  transaction.updateStream(entry, { rejects, missing: [] })
}
