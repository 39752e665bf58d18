import { memoryDestination } from '@millrace/core'
import { rowOperation } from '@millrace/core/plugin'
import type {
  Destination,
  PublishOutcome,
  Session,
  StageBatch,
  StreamOutcome,
  StreamPublish,
} from '@millrace/core/plugin'

export interface CountingOptions {
  /** Called before a batch is taken; what it waits for, the engine waits for. */
  readonly onStage?: (batch: StageBatch) => Promise<void> | void
}

export interface CountingDestination extends Destination {
  /** Rows taken, by table path. */
  readonly rows: ReadonlyMap<string, number>
}

/** A destination that takes batches, counts their rows and throws them away. All else is kept in memory. */
export function countingDestination(options: CountingOptions = {}): CountingDestination {
  const memory = memoryDestination()
  const rows = new Map<string, number>()
  return {
    ...memory,
    name: 'counting',
    rows,
    open: async (request) => countRows(await memory.open(request), rows, options),
  }
}

function countRows(session: Session, rows: Map<string, number>, { onStage }: CountingOptions): Session {
  // Records staged and not published, by partition.
  const staged = new Map<string, number>()
  const take = ({ generation, partitions }: StreamPublish): number => {
    const taken = generation === undefined ? partitions.map(({ partition }) => partition) : [...staged.keys()]
    return taken.reduce((sum, partition) => sum + (staged.get(partition) ?? 0), 0)
  }
  const counted: Partial<Session> = {
    async stage(batch) {
      await onStage?.(batch)
      for (const { path, rowCount } of batch.tables) rows.set(path, (rows.get(path) ?? 0) + rowCount)
      const operations = batch.tables.find(({ path }) => path === '')?.operations
      const upserts = operations?.reduce((sum, operation) => sum + (operation === rowOperation.upsert ? 1 : 0), 0) ?? 0
      staged.set(batch.partition, (staged.get(batch.partition) ?? 0) + upserts)
      return { rejected: [] }
    },
    async publish(request) {
      const withInserted = (outcome: PublishOutcome): PublishOutcome => {
        const streams = request.streams.map((stream): [string, StreamOutcome | undefined] => {
          const counted = outcome.streams[stream.stream]
          return [stream.stream, counted && { ...counted, inserted: take(stream) }]
        })
        return { ...outcome, streams: Object.fromEntries(streams) as PublishOutcome['streams'] }
      }
      const outcome = await session.publish({ ...request, record: (given) => request.record(withInserted(given)) })
      for (const { generation, partitions } of request.streams) {
        if (generation !== undefined) staged.clear()
        for (const { partition } of partitions) staged.delete(partition)
      }
      return outcome
    },
  }
  // The session's methods need their `this` for private fields.
  return new Proxy(session, {
    get(target, name) {
      const own: unknown = Reflect.get(counted, name)
      if (own !== undefined) return own
      const value: unknown = Reflect.get(target, name, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}
