import { rowOperation } from '../../contract/batch.ts'
import { InvalidPartError } from '../../contract/errors/invalid-part-error.ts'
import type { JsonValue } from '../../contract/json.ts'
import type { Key } from '../../contract/key.ts'
import { CommitPoint } from '../commit/commit-point.ts'
import { inferWindow } from './infer-window.ts'
import { rejectId } from '../rejects/make-reject.ts'
import { notePause } from '../note-pause.ts'
import type { PartitionWork } from '../record/partition-work.ts'
import { needsNoObjects } from '../record/prepared-line.ts'
import { prepareRecords } from '../record/prepare-record.ts'
import { pullParts } from './pull-parts.ts'
import { readItems } from './read-items.ts'
import { toReadRequest } from './read-request.ts'
import { resolveScope } from './resolve-scope.ts'
import { stageRecords } from '../record/stage-records.ts'
import { WaitingLines } from './waiting-lines.ts'

/** How a read ended. */
export type ReadOutcome = 'done' | 'paused' | 'skipped'

/** Reads a partition from its last savepoint to its end, and commits on the way. */
export async function readAttempt(
  work: PartitionWork,
  partitionIndex: number,
  savepoint: JsonValue | undefined,
  signal: AbortSignal,
): Promise<ReadOutcome> {
  try {
    return await read(work, partitionIndex, savepoint, signal)
  } finally {
    // Nothing may arrive any more when the attempt is over.
    await work.arrived().catch(() => undefined)
  }
}

async function read(
  work: PartitionWork,
  partitionIndex: number,
  savepoint: JsonValue | undefined,
  signal: AbortSignal,
): Promise<ReadOutcome> {
  const { context, load } = work
  const { options } = context
  const { stream } = load.resolved
  const who = `source ${options.source.name}, stream ${stream.name}`
  const commit = new CommitPoint(work, savepoint)
  const request = toReadRequest(work, savepoint, signal)
  const parts = pullParts(() => stream.read(request), { signal, timeoutInMs: options.stallTimeoutInMs, who })
  // The window is learned from objects.
  const takesLines = (): boolean => needsNoObjects(load.resolved) && !load.engine.needsWindow
  const items = inferWindow(readItems(parts, who, takesLines), work, partitionIndex, options.inferenceWindow)
  const lines = new WaitingLines(work, commit)
  for await (const item of items) {
    if (item.type !== 'lines') await lines.finish()
    switch (item.type) {
      case 'records':
        await readRecords(work, item.records)
        await commit.afterRecords()
        break
      case 'lines':
        await lines.add(item.lines)
        break
      case 'prepared':
        await inSlices(item.prepared, options.batchSize, async (slice) => {
          work.tally.read += slice.length
          await stageRecords(work, slice)
        })
        await commit.afterRecords()
        break
      case 'savepoint':
        await commit.atSavepoint(item.value)
        break
      case 'deleted':
        await readDeleted(work, item.keys)
        break
      case 'complete': {
        const scope = resolveScope(item.scope, load, who)
        if (scope !== undefined) commit.claim(scope)
        break
      }
      case 'pause':
        await commit.beforePause()
        notePause(context, load, item)
        return 'paused'
      case 'skipped':
        context.warn({
          code: 'partition_skipped',
          message: `${who} was skipped: ${item.reason}`,
          stream: stream.name,
          partition: work.partition,
        })
        work.tally.suspendsDeletions = true
        await commit.atSkip()
        return 'skipped'
      default:
        item satisfies never
    }
    if (commit.isStopped) return 'paused'
  }
  await lines.finish()
  if (!load.continued.has(work.partition)) load.readWhole.add(work.partition)
  await commit.atEnd()
  return 'done'
}

async function readRecords(work: PartitionWork, records: readonly unknown[]): Promise<void> {
  await inSlices(records, work.context.options.batchSize, async (slice) => {
    work.tally.read += slice.length
    await stageRecords(work, await prepareRecords(slice, work.preparation))
  })
}

/** A part may be of any size. */
async function inSlices<Element>(
  elements: readonly Element[],
  size: number,
  handle: (slice: readonly Element[]) => Promise<void>,
): Promise<void> {
  for (let start = 0; start < elements.length; start += size) await handle(elements.slice(start, start + size))
}

async function readDeleted(work: PartitionWork, keys: readonly Key[]): Promise<void> {
  const { engine, keeper, rejects, resolved } = work.load
  if (resolved.primaryKey.length === 0) {
    throw new InvalidPartError(`stream ${resolved.name} has no primary key, so it cannot say what was deleted`)
  }
  if (keys.length === 0 || engine.needsWindow) return
  // The first part of all may be this one: the tables are known by then, but nothing has asked for them yet.
  await keeper.settle()
  const first = work.takeOrdinals(keys.length)
  const builder = work.startBatch()
  for (const [index, key] of keys.entries()) {
    const identity = engine.identifyKey(key)
    if (identity.type === 'problem') {
      throw new InvalidPartError(`stream ${resolved.name} yielded a deleted key that fits no key: ${identity.message}`)
    }
    builder.addOperation(rowOperation.deleteBySource, identity, first + index)
    rejects.read(rejectId(identity, resolved), work.tally)
  }
  await work.stage(builder.build())
}
