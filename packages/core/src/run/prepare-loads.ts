import type { Capabilities } from '../contract/capabilities.ts'
import { foldName } from '../kit/check-schema.ts'
import { asError } from './guard.ts'
import type { ResolvedStream } from './options/resolved-stream.ts'
import { prepareLoad } from './prepare-load.ts'
import type { RunContext } from './run-context.ts'
import type { StreamLoad } from './stream-load.ts'

/** A stream that cannot even begin fails alone. */
export async function prepareLoads(
  context: RunContext,
  streams: readonly ResolvedStream[],
  failures: Error[],
): Promise<readonly StreamLoad[]> {
  const { capabilities } = context.options.destination
  const loads: StreamLoad[] = []
  for (const resolved of streams) {
    const isTaken = (name: string): boolean =>
      loads.some((load) => load.resolved !== resolved && hasName(load, name, capabilities))
    try {
      loads.push(await prepareLoad(context, resolved, isTaken))
    } catch (thrown) {
      context.signal.throwIfAborted()
      failures.push(asError(thrown, `source ${context.options.source.name}`))
    }
  }
  return loads
}

/** Whether a stream has, or was given, a table or delta table of this name. */
function hasName({ engine, resolved }: StreamLoad, name: string, capabilities: Capabilities): boolean {
  const { tableNames, deltaNames } = resolved.tableOptions
  const names = [
    ...engine.schema.tables.flatMap((table) => [table.name, table.delta]),
    ...Object.values(tableNames),
    ...Object.values(deltaNames),
  ]
  const wanted = foldName(name, capabilities)
  return names.some((other) => other !== undefined && foldName(other, capabilities) === wanted)
}
