import { rowOperation } from '../../contract/batch.ts'
import type { RejectedRow, RowOperation, TableBatch } from '../../contract/batch.ts'
import type { Reject } from '../../contract/reject.ts'
import type { BatchBuilder, Identity, Problem } from '../../tables/table-engine.ts'
import { rejectId } from '../rejects/make-reject.ts'
import type { RejectedRecord } from '../rejects/make-reject.ts'
import type { PartitionWork } from './partition-work.ts'
import { prepareRecord } from './prepare-record.ts'
import type { Prepared } from './prepare-record.ts'
import { PreparedLine } from './prepared-line.ts'
import { RecordLine } from '../read/record-line.ts'

/** Where the records came from: the partition that is worked on, or an earlier reject. */
export interface Origin {
  readonly partition: string | null
  readonly earlier: Reject | undefined
}

/** Flattens records, sends their rows to the destination, and counts what became of each. */
export async function stageRecords(
  work: PartitionWork,
  records: readonly (Prepared | RecordLine)[],
  origin: Origin = { partition: work.partition, earlier: undefined },
): Promise<void> {
  await settle(work, await flatten(work, records, origin), origin)
}

/**
 * The same, without waiting for the destination's answer: records are flattened while the batch before is on its way.
 * Nobody may change the records until it has arrived.
 */
export async function stageAhead(work: PartitionWork, records: readonly RecordLine[]): Promise<void> {
  const origin = { partition: work.partition, earlier: undefined }
  work.send(settle(work, await flatten(work, records, origin), origin))
}

async function settle(
  work: PartitionWork,
  { prepared, first, tables, rejected, bytes }: Flattened,
  origin: Origin,
): Promise<void> {
  const { load, tally } = work
  const refused = await work.stage(tables)
  const refusedRecords = refused.map((row) => toRejected(prepared, first, row))
  await stageSeen(work, refusedRecords)

  const isKeyed = load.resolved.primaryKey.length > 0
  const problems = new Map([...rejected, ...refusedRecords].map((record) => [record.ordinal, record]))
  if (origin.partition === work.partition) work.meet(prepared.map(({ identity }) => identity))
  // In reading order: a later record of the same key settles the reject of an earlier one.
  for (const [index, outcome] of prepared.entries()) {
    const problem = problems.get(first + index)
    // To try a reject again says nothing of whether the source still has it.
    if (isKeyed && origin.earlier === undefined && !load.rejects.isEmpty) {
      load.rejects.read(rejectId(outcome.identity, load.resolved), tally)
    }
    if (problem !== undefined) {
      tally.rejected += 1
      tally.failed[problem.step] += 1
      work.reject(problem, origin)
    } else if (outcome.type === 'filtered') {
      tally.filtered += 1
      tally.failed.filter += 1
    } else {
      tally.upserts += 1
    }
  }
  work.progress(prepared.length, tables, bytes)
}

interface Flattened {
  /** The ordinal of the first record. */
  readonly first: number
  readonly prepared: readonly Prepared[]
  readonly tables: readonly TableBatch[]
  readonly rejected: readonly RejectedRecord[]
  readonly bytes: number
}

/** Repeated while others change the tables in a way that makes the batch void. */
async function flatten(
  work: PartitionWork,
  records: readonly (Prepared | RecordLine)[],
  origin: Origin,
): Promise<Flattened> {
  const { engine, keeper } = work.load
  const first = work.takeOrdinals(records.length)
  while (true) {
    const epoch = engine.epoch
    const builder = work.startBatch(origin.partition)
    const rejected: RejectedRecord[] = []
    const prepared: Prepared[] = []
    for (const [index, record] of records.entries()) {
      const ordinal = first + index
      const written = record instanceof RecordLine ? builder.addLine(record, ordinal) : undefined
      if (record instanceof RecordLine && written !== undefined) {
        prepared.push(new PreparedLine(record, written))
        continue
      }
      const outcome = record instanceof RecordLine ? prepareLine(record, work) : record
      prepared.push(outcome)
      const problem = addRecord(builder, outcome, ordinal, work)
      if (problem !== undefined) rejected.push(problem)
    }
    const flattened = { prepared, first, bytes: builder.bytes, tables: builder.build(), rejected }
    await keeper.settle()
    // Before the look at the epoch: what waits may become void.
    await work.arrived()
    if (engine.epoch !== epoch) continue
    for (const [path, count] of builder.discarded) {
      work.load.leftOut.set(path, (work.load.leftOut.get(path) ?? 0) + count)
    }
    return flattened
  }
}

function prepareLine(line: RecordLine, work: PartitionWork): Prepared {
  const prepared = prepareRecord(line.parse(), work.preparation)
  if (prepared instanceof Promise) throw new Error('a line was kept from a step that waits')
  return prepared
}

function addRecord(
  builder: BatchBuilder,
  outcome: Prepared,
  ordinal: number,
  work: PartitionWork,
): RejectedRecord | undefined {
  switch (outcome.type) {
    case 'upsert': {
      const { original, identity } = outcome
      const problem = builder.add(outcome.record, ordinal, identity)
      if (problem === undefined) return undefined
      addOperation(builder, rowOperation.seen, identity, ordinal, work)
      return { original, identity, step: 'outputValidation', problem, ordinal }
    }
    case 'filtered':
      addOperation(builder, rowOperation.deleteByFilter, outcome.identity, ordinal, work)
      return undefined
    case 'rejected':
      addOperation(builder, rowOperation.seen, outcome.identity, ordinal, work)
      return { ...outcome, ordinal }
    default:
      return outcome satisfies never
  }
}

/** Rows of a stream without a key cannot be named, so nothing can be said of them. */
function addOperation(
  builder: BatchBuilder,
  operation: RowOperation,
  identity: Identity | undefined,
  ordinal: number,
  { load }: PartitionWork,
): void {
  if (identity === undefined || load.resolved.primaryKey.length === 0 || load.engine.needsWindow) return
  builder.addOperation(operation, identity, ordinal)
}

function toRejected(prepared: readonly Prepared[], first: number, row: RejectedRow): RejectedRecord {
  const outcome = prepared[row.ordinal - first]
  const problem: Problem = {
    type: 'problem',
    path: row.path,
    code: row.code,
    message: `the destination cannot hold the value at ${row.path === '' ? 'the record' : row.path}: ${row.code}`,
  }
  return {
    original: outcome?.type === 'filtered' ? undefined : outcome?.original,
    identity: outcome?.identity,
    step: 'finalize',
    problem,
    ordinal: row.ordinal,
  }
}

/** What the destination refused was read all the same: it is not missing. */
async function stageSeen(work: PartitionWork, refused: readonly RejectedRecord[]): Promise<void> {
  if (refused.length === 0) return
  const builder = work.startBatch()
  for (const { identity, ordinal } of refused) addOperation(builder, rowOperation.seen, identity, ordinal, work)
  await work.stage(builder.build())
}
