import type { StoredSavepoint } from '../contract/savepoint.ts'
import { checkSavepoint } from './read/check-savepoint.ts'
import { beginWork } from './record/begin-work.ts'
import type { RunContext } from './run-context.ts'
import type { StreamLoad } from './stream-load.ts'

/** A savepoint as `Destination.inspect` shows it. */
export type GivenSavepoint = Pick<StoredSavepoint, 'partition' | 'version' | 'value'>

/** Puts savepoints in place of those that stand. The next incremental run goes on from them. */
export async function writeSavepoints(
  context: RunContext,
  load: StreamLoad,
  savepoints: readonly GivenSavepoint[],
): Promise<void> {
  const connector = context.options.source.name
  for (const { partition, version, value } of savepoints) {
    checkSavepoint(value, load.resolved.stream, 'full')
    const work = await beginWork(context, load, partition, undefined)
    const published = {
      partition,
      attempt: work.attempt.attempt,
      previousSequence: work.sequence,
      savepoint: { connector, version, value },
      keepsSeen: false,
      scopes: [],
      hasEnded: true,
    }
    await context.publisher.publishPartition(load, published, work)
  }
}
