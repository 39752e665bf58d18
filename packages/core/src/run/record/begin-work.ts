import { PartitionWork } from './partition-work.ts'
import type { RunContext } from '../run-context.ts'
import type { StreamLoad } from '../stream-load.ts'

/** Begins an attempt at a partition. */
export async function beginWork(
  context: RunContext,
  load: StreamLoad,
  partition: string,
  generation: string | undefined,
): Promise<PartitionWork> {
  const { session, signal } = context
  const attempt = await session.beginAttempt({ stream: load.resolved.name, partition, generation, signal })
  // A record that nobody could name in the part that was read before may be any of those that seem to be missing.
  if (attempt.isContinued && load.rejects.hasKeyless(partition)) load.suspendsDeletions = true
  return new PartitionWork(context, load, partition, attempt)
}
