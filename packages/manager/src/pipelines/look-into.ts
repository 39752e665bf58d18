import { toDbml, toMermaid } from '@millrace/core'
import type { Destination, Logger, Reject } from '@millrace/core'
import { ManagerError } from '../manager-error.ts'
import type { ManagerContext } from '../manager-context.ts'
import { readOwn, requireAccount } from '../records/read-records.ts'
import { cleanError } from '../secrets/clean-error.ts'
import type { PipelineRecord } from '../store/records.ts'
import type { PipelineDescription } from './pipeline-view.ts'

type Place = { readonly account: number; readonly id: number }

/** Looking may take so long. */
const patienceInMs = 60_000

/** Looks into the destination of a pipeline. In maintenance nothing is done there at all. */
export async function lookInto<Answer>(
  { store, connections }: Pick<ManagerContext, 'store' | 'connections'>,
  place: Place,
  look: (
    destination: Destination,
    record: PipelineRecord,
    looking: { readonly signal: AbortSignal; readonly logger: Logger },
  ) => Promise<Answer>,
): Promise<Answer> {
  await requireAccount(store, place.account)
  const { value } = await readOwn(store, 'pipeline', place)
  const kept = await readOwn(store, 'destination', { account: place.account, id: value.definition.destination })
  if (kept.value.mode === 'maintenance') throw new ManagerError('data_warehouse_is_in_maintenance_mode')
  await using connected = await connections.destination(kept)
  try {
    const { end, logger } = connected
    return await look(end, value, { signal: AbortSignal.timeout(patienceInMs), logger })
  } catch (thrown) {
    throw cleanError(thrown, connected.redactor)
  }
}

/** The tables of a pipeline with their columns, as they stand, and as diagrams. */
export function describePipeline(context: ManagerContext, place: Place): Promise<PipelineDescription> {
  return lookInto(context, place, async (destination, { name, stateId }, looking) => {
    const { streams } = await destination.inspect({ pipeline: stateId, maxRuns: 1, ...looking })
    const tables = streams.map(({ schema }) => ({ pipeline: name, schema }))
    return { tables, mermaid: toMermaid(tables), dbml: toDbml(tables) }
  })
}

/** The records that could not be stored, with their reasons. */
export function readRejects(context: ManagerContext, place: Place): Promise<readonly Reject[]> {
  return lookInto(context, place, async (destination, { definition, stateId }) => {
    if (!showsRejects(destination)) throw new ManagerError('not_offered_by_destination', 'it shows no rejects')
    return destination.rejects(stateId, definition.stream)
  })
}

/** A way to look that all destinations of the project have, beside the contract. */
interface RejectingDestination extends Destination {
  rejects(pipeline: string, stream: string): Promise<readonly Reject[]> | readonly Reject[]
}

function showsRejects(destination: Destination): destination is RejectingDestination {
  return 'rejects' in destination && typeof destination.rejects === 'function'
}
