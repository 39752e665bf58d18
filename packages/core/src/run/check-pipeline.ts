import type { Context } from '../contract/context.ts'
import { asError, guard } from './guard.ts'
import { parseOptions } from './options/parse-options.ts'
import type { PipelineOptions } from './options/pipeline-options.ts'
import { resolveOptions } from './options/resolve-options.ts'

export interface CheckResult {
  readonly isOk: boolean
  /** What is wrong with the source; undefined when it works. */
  readonly source: Error | undefined
  /** What is wrong with the destination; undefined when it works. */
  readonly destination: Error | undefined
}

/** Tests the connection of both ends, side by side. Reads and writes no data. */
export async function checkPipeline(options: PipelineOptions): Promise<CheckResult> {
  parseOptions(options)
  const { source, destination, signal, logger, stallTimeoutInMs } = resolveOptions(options)
  signal.throwIfAborted()
  const check = async (who: string, call: (context: Context) => Promise<void>): Promise<Error | undefined> => {
    try {
      await guard(() => call({ signal, logger }), { signal, timeoutInMs: stallTimeoutInMs, who })
      return undefined
    } catch (thrown) {
      return asError(thrown, who)
    }
  }
  const [sourceError, destinationError] = await Promise.all([
    check(`source ${source.name}`, (context) => source.check(context)),
    check(`destination ${destination.name}`, (context) => destination.check(context)),
  ])
  signal.throwIfAborted()
  return {
    isOk: sourceError === undefined && destinationError === undefined,
    source: sourceError,
    destination: destinationError,
  }
}
