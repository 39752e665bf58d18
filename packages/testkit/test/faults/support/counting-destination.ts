import { memoryDestination } from '@millrace/core'
import { rowOperation } from '@millrace/core/plugin'
import type { Destination, PublishOutcome, Session, StageBatch, StreamOutcome } from '@millrace/core/plugin'

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
  let staged = 0
  const counted: Partial<Session> = {
    async stage(batch) {
      await onStage?.(batch)
      for (const { path, rowCount } of batch.tables) rows.set(path, (rows.get(path) ?? 0) + rowCount)
      const operations = batch.tables.find(({ path }) => path === '')?.operations
      staged += operations?.reduce((sum, operation) => sum + (operation === rowOperation.upsert ? 1 : 0), 0) ?? 0
      return { rejected: [] }
    },
    publish: (request) => {
      const withInserted = (outcome: PublishOutcome): PublishOutcome => ({
        ...outcome,
        streams: Object.fromEntries(
          Object.entries(outcome.streams).map(([name, stream]): [string, StreamOutcome] => [
            name,
            { ...stream, inserted: staged },
          ]),
        ),
      })
      return session.publish({
        ...request,
        record: (outcome) => {
          const record = request.record(withInserted(outcome))
          if (request.streams.length > 0) staged = 0
          return record
        },
      })
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
