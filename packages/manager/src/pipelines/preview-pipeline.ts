import type { ManagerContext } from '../manager-context.ts'
import { previewStream } from '../preview/preview-stream.ts'
import type { StreamPreview } from '../preview/preview-stream.ts'
import { requireAccount } from '../records/read-records.ts'
import { cleanError } from '../secrets/clean-error.ts'
import { connectEnds } from '../work/connect-ends.ts'
import { toEngineOptions } from '../work/to-engine-options.ts'
import { requireEnds } from './choose-ends.ts'
import type { DefinitionInput } from './pipeline-view.ts'
import { toDefinition } from './to-definition.ts'

/** Shows what a pipeline would make of the first records. Nothing is stored, neither here nor in the destination. */
export async function previewPipeline(
  context: ManagerContext,
  account: number,
  input: DefinitionInput,
  { maxRecords = 20 }: { readonly maxRecords?: number },
): Promise<StreamPreview> {
  const { store } = context
  await requireAccount(store, account)
  const definition = toDefinition(input, await requireEnds(store, account, input))
  await using ends = await connectEnds(context, account, definition)
  const state = { name: 'preview', stateId: 'preview', readsEverything: false }
  try {
    const { streams } = toEngineOptions(context, { ...state, definition }, ends)
    const own = streams?.[definition.stream]
    const { capabilities } = ends.destination.end
    const request = {
      source: ends.source.end,
      capabilities,
      stream: definition.stream,
      options: typeof own === 'object' ? own : {},
    }
    return await previewStream(request, { maxRecords, logger: ends.logger })
  } catch (thrown) {
    throw cleanError(cleanError(thrown, ends.source.redactor), ends.destination.redactor)
  }
}
