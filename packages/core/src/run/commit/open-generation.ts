import type { Generation } from '../../contract/generation.ts'
import { canonical } from '../read/cursor-savepoint.ts'
import { isSameDefinition } from '../options/definition.ts'
import type { RunContext } from '../run-context.ts'
import type { StreamLoad } from '../stream-load.ts'
import { withCounts } from './tally.ts'

/**
 * The answer to a staging may have been lost on the way: what is staged all the same is taken into the ledger, since it
 * will not be read again. Answers whether the partition is read to its end.
 */
export async function takeUpStaged(context: RunContext, load: StreamLoad, partition: string): Promise<boolean> {
  const { session, signal } = context
  const { generation } = await session.readStream({ stream: load.resolved.name, signal })
  const staged = generation?.partitions.find((known) => known.partition === partition)
  if (staged === undefined) return false
  const unknown = staged.records - (load.staged.get(partition) ?? 0)
  load.ledger = withCounts(load.ledger, { discarded: -unknown, pending: unknown })
  load.staged.set(partition, staged.records)
  load.suspendsDeletions ||= staged.suspendsDeletions
  return staged.isDone
}

/** Goes on with the full refresh that is under way if it still fits, else begins one. */
export async function openGeneration(context: RunContext, load: StreamLoad): Promise<Generation> {
  const { session, signal } = context
  const { resolved, keeper } = load
  const open = load.state.generation
  const obstacle = open === undefined ? undefined : whyNotResumed(context, load, open)
  if (open !== undefined && obstacle === undefined) {
    const records = open.partitions.reduce((sum, partition) => sum + partition.records, 0)
    load.ledger = withCounts(load.ledger, { carried: records, pending: records })
    for (const { partition, records } of open.partitions) load.staged.set(partition, records)
    load.suspendsDeletions ||= open.partitions.some((partition) => partition.suspendsDeletions)
    const added = load.partitions.filter((id) => !open.partitions.some(({ partition }) => partition === id))
    if (added.length > 0) {
      const message = `${added.length} partitions are new since the refresh was begun; they are read after it`
      context.warn({ code: 'new_partitions', message, stream: resolved.name })
    }
    load.partitions = open.partitions.map(({ partition }) => partition)
    return open
  }
  if (open !== undefined) await discardGeneration(context, load, obstacle ?? '')
  if (keeper.isRebuild) keeper.forget()
  load.staged.clear()
  return session.beginGeneration({
    stream: resolved.name,
    partitions: load.partitions,
    startBound: canonical(context.startedAt.toISOString()),
    definition: resolved.definition,
    isRebuild: keeper.isRebuild,
    signal,
  })
}

export async function discardGeneration(context: RunContext, load: StreamLoad, reason: string): Promise<void> {
  const { resolved } = load
  await context.session.discardGeneration({ stream: resolved.name, signal: context.signal })
  const message = `the full refresh that was under way is thrown away: ${reason}`
  context.warn({ code: 'generation_discarded', message, stream: resolved.name })
  const { pending } = load.ledger.counts
  load.ledger = withCounts(load.ledger, { pending: -pending, discarded: pending })
}

function whyNotResumed(context: RunContext, load: StreamLoad, open: Generation): string | undefined {
  const { options } = context
  if (load.keeper.isRebuild || open.rebuild !== undefined) {
    return 'a rebuild is always begun anew'
  }
  if (!isSameDefinition(open.definition, load.resolved.definition)) return 'the definition has changed'
  if (options.now() - Date.parse(open.startedAt) > options.maxGenerationAgeInMs) {
    return `it is older than ${options.maxGenerationAgeInMs} ms (option maxGenerationAgeInMs)`
  }
  const vanished = open.partitions.find(({ partition, isDone }) => !isDone && !load.partitions.includes(partition))
  return vanished === undefined ? undefined : `its partition ${vanished.partition} is listed no longer`
}
