import type PQueue from 'p-queue'
import { loadPartition } from './load-partition.ts'
import { discardGeneration, openGeneration } from './commit/open-generation.ts'
import { retryRejects } from './rejects/retry-rejects.ts'
import type { RunContext } from './run-context.ts'
import { publishKind, takeHeld } from './stream-load.ts'
import type { StreamLoad } from './stream-load.ts'
import { withTally } from './commit/tally.ts'

/** Reads all partitions of a stream. What is left to be published is for `finishStream`. */
export async function loadStream(context: RunContext, load: StreamLoad, queue: PQueue): Promise<void> {
  if (!load.isListed) return
  const { resolved } = load
  if (load.readMode === 'range' && load.state.generation !== undefined) {
    await discardGeneration(context, load, 'its publish would write over what the backfill brings')
  }
  await load.keeper.settle()
  if (load.readMode !== 'full' && load.readMode !== 'range') await retryRejects(context, load)
  await readPartitions(context, load, queue)
  if (!load.hasGap || resolved.onGap === 'fail') return
  const message = 'the source has lost what follows a savepoint: everything is read again (option onGap)'
  context.warn({ code: 'savepoint_lost', message, stream: resolved.name })
  await startAnew(context, load)
  await readPartitions(context, load, queue)
}

async function readPartitions(context: RunContext, load: StreamLoad, queue: PQueue): Promise<void> {
  if (load.readMode === 'full' && publishKind(load) !== 'append') load.generation = await openGeneration(context, load)
  const { resolved, generation } = load
  const partitions = load.partitions.map((partition, index) => ({ partition, index }))
  const open = partitions.filter(
    ({ partition }) => generation?.partitions.find((known) => known.partition === partition)?.isDone !== true,
  )
  load.openPartitions = open.length
  context.emit({ type: 'stream-started', stream: resolved.name, mode: load.mode, partitions: open.length })
  for (const { index } of partitions) {
    if (!open.some((candidate) => candidate.index === index)) load.gate.end(index)
  }
  await Promise.all(open.map(({ partition, index }) => queue.add(() => loadPartition(context, load, partition, index))))
}

/** A gap makes the whole read begin again, whatever else went wrong in it. */
async function startAnew(context: RunContext, load: StreamLoad): Promise<void> {
  const { session, signal } = context
  if (load.generation !== undefined) await discardGeneration(context, load, 'the source has lost its savepoint')
  for (const { tally } of takeHeld(load)) load.ledger = withTally(load.ledger, tally, 'discarded')
  load.state = { ...(await session.readStream({ stream: load.resolved.name, signal })), generation: undefined }
  load.hasGap = false
  load.failures.splice(0)
  load.scopes.splice(0)
  load.readMode = 'full'
}
