import { PartitionWork } from './partition-work.ts'
import type { RunContext } from './run-context.ts'
import type { StreamLoad } from './stream-load.ts'

/** Begins an attempt at a partition. */
export async function beginWork(
  context: RunContext,
  load: StreamLoad,
  partition: string,
  generation: string | undefined,
): Promise<PartitionWork> {
  const { session, signal } = context
  const attempt = await session.beginAttempt({ stream: load.resolved.name, partition, generation, signal })
  return new PartitionWork(context, load, partition, attempt)
}
