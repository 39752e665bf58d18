import type { JsonValue } from '../../contract/json.ts'
import type { StoredSavepoint } from '../../contract/savepoint.ts'
import { asError, guard } from '../guard.ts'
import type { RunContext } from '../run-context.ts'
import type { PublishEntry } from './publisher.ts'
import type { StreamLoad } from '../stream-load.ts'

/** Tells the source that a savepoint is durable. If that fails it is told again at the beginning of the next run. */
export async function acknowledge(
  context: RunContext,
  load: StreamLoad,
  partition: string,
  savepoint: JsonValue,
): Promise<void> {
  const { options, signal, startedAt } = context
  const { stream, parameters } = load.resolved
  if (stream.acknowledge === undefined || stream.incremental !== 'savepoint') return
  const who = `source ${options.source.name}, stream ${stream.name}, acknowledge`
  const request = { signal, logger: options.logger, parameters, now: startedAt, partition }
  try {
    await guard(() => stream.acknowledge?.(savepoint, request), { signal, timeoutInMs: options.stallTimeoutInMs, who })
  } catch (thrown) {
    const message = `${asError(thrown, who).name}: the savepoint is durable, but the source could not be told; it will be told again`
    context.warn({ code: 'acknowledge_failed', message, stream: stream.name, partition })
  }
}

/** After a stream's last publish: each savepoint it made durable. */
export async function acknowledgeAll(context: RunContext, entries: readonly PublishEntry[]): Promise<void> {
  for (const { load, publish } of entries) {
    if (load.resolved.stream.acknowledge === undefined) continue
    for (const { partition, value } of await readSavepoints(context, load)) {
      const isNew = publish.generation !== undefined || publish.partitions.some((part) => part.partition === partition)
      if (isNew) await acknowledge(context, load, partition, value)
    }
  }
}

/** None where they cannot be read: the data is durable all the same, and the source is told in the next run. */
async function readSavepoints({ session, signal }: RunContext, load: StreamLoad): Promise<readonly StoredSavepoint[]> {
  try {
    return (await session.readStream({ stream: load.resolved.name, signal })).savepoints
  } catch {
    return []
  }
}
