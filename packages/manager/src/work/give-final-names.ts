import { buildPipeline } from '@millrace/core'
import type { RunWarning } from '@millrace/core'
import type { ManagerContext } from '../manager-context.ts'
import { messageOf } from '../records/message-of.ts'
import type { PipelineRecord, StandingNames } from '../store/records.ts'
import { standingAfterBuild } from './standing-names.ts'
import { cleanText, toEngineOptions } from './to-engine-options.ts'
import type { ConnectedEnds } from './to-engine-options.ts'

/** After a rebuild: gives the tables the names of the definition, which until now belonged to what it replaces. */
export async function giveFinalNames(
  context: ManagerContext,
  record: PipelineRecord,
  ends: ConnectedEnds,
  signal: AbortSignal,
): Promise<{ readonly names: StandingNames | undefined; readonly warnings: readonly RunWarning[] }> {
  if (record.interimTables === undefined || !record.readsEverything) return { names: undefined, warnings: [] }
  const { stream } = record.definition
  try {
    const { interimTables: _, ...others } = record
    const options = toEngineOptions(context, { ...others, readsEverything: false }, ends)
    const built = await buildPipeline({ ...options, signal })
    const made = built[stream]
    return { names: made === undefined ? undefined : standingAfterBuild(made), warnings: [] }
  } catch (thrown) {
    const message = `the tables could not be given their new names yet: ${cleanText(ends, messageOf(thrown))}`
    return { names: undefined, warnings: [{ code: 'tables_not_renamed', message, stream }] }
  }
}
