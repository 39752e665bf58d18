import type { ManagerContext } from '../manager-context.ts'
import { readOwn } from '../records/read-records.ts'
import { cleanLogger } from '../secrets/clean-logger.ts'
import type { PipelineDefinition } from '../store/records.ts'
import type { ConnectedEnds } from './to-engine-options.ts'

/** Connects the source and the destination of a pipeline. */
export async function connectEnds(
  context: ManagerContext,
  account: number,
  definition: Pick<PipelineDefinition, 'source' | 'destination'>,
): Promise<ConnectedEnds & AsyncDisposable> {
  const { store, connections } = context
  const [source, destination] = await Promise.all([
    readOwn(store, 'source', { account, id: definition.source }),
    readOwn(store, 'destination', { account, id: definition.destination }),
  ])
  const connectedSource = await connections.source(source)
  const connectedDestination = await connections.destination(destination)
  return {
    source: connectedSource,
    destination: connectedDestination,
    logger: cleanLogger(connectedSource.logger, connectedDestination.redactor),
    [Symbol.asyncDispose]: async () => {
      await connectedDestination[Symbol.asyncDispose]()
      await connectedSource[Symbol.asyncDispose]()
    },
  }
}
