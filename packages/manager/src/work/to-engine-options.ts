import type { Destination, Logger, PipelineOptions, Source, StreamOptions } from '@millrace/core'
import type { Connected } from '../ends/connections.ts'
import { compileFilter } from '../filter/compile-filter.ts'
import type { ManagerContext } from '../manager-context.ts'
import type { PipelineDefinition, PipelineRecord, RunRow } from '../store/records.ts'
import { compileTransformation } from '../transformation/compile-transformation.ts'
import { deltaNames } from './delta-names.ts'

/** The ends that a run works with. */
export interface ConnectedEnds {
  readonly source: Connected<Source>
  readonly destination: Connected<Destination>
  /** For what works with both: takes the secrets of both out. */
  readonly logger: Logger
}

/** Takes the secrets of both ends out of a text. */
export function cleanText(
  { source, destination }: Pick<ConnectedEnds, 'source' | 'destination'>,
  text: string,
): string {
  return destination.redactor.clean(source.redactor.clean(text))
}

/** What the engine must know of a pipeline. */
export type EngineRecord = Pick<
  PipelineRecord,
  'name' | 'definition' | 'stateId' | 'readsEverything' | 'interimTables' | 'takesOver' | 'columns'
>

/** What a pipeline is to the engine. */
export function toEngineOptions(
  context: ManagerContext,
  record: EngineRecord,
  { source, destination, logger }: ConnectedEnds,
  row: Pick<RunRow, 'incremental'> = { incremental: null },
): PipelineOptions {
  const { name, definition, stateId, readsEverything, interimTables, takesOver = false } = record
  return {
    id: stateId,
    name,
    source: source.end,
    destination: destination.end,
    streams: { [definition.stream]: streamOptions(context, record, { destination, row }) },
    // The names that it has until then are its own.
    takeOver: takesOver && !(readsEverything && interimTables !== undefined),
    rebuild: readsEverything,
    leaseDurationInMs: context.claimDurationInMs,
    logger,
  }
}

function streamOptions(
  context: ManagerContext,
  record: Pick<PipelineRecord, 'definition' | 'readsEverything' | 'interimTables' | 'columns'>,
  { destination, row }: { readonly destination: Connected<Destination>; readonly row: Pick<RunRow, 'incremental'> },
): StreamOptions {
  const { definition, readsEverything, interimTables = {}, columns } = record
  const { parameters, tables, deltas, excludedFields, filter, transformation, deletions } = definition
  const mode = readsEverything ? 'full' : chooseMode(definition, row.incremental)
  return {
    tables: readsEverything ? { ...tables, ...interimTables } : tables,
    deltas: deltaNames(deltas, destination.end.capabilities),
    deletions,
    ...(mode === null ? {} : { mode }),
    ...(columns === undefined ? {} : { columns }),
    ...(parameters === null ? {} : { parameters }),
    ...(excludedFields.length === 0 ? {} : { fields: { exclude: excludedFields } }),
    ...(filter === null ? {} : { filter: compileFilter(filter) }),
    ...(transformation === null ? {} : { transform: compileTransformation(transformation, context) }),
  }
}

/** A pipeline that appends goes on from its savepoint by appending. */
function chooseMode({ mode }: PipelineDefinition, incremental: boolean | null): PipelineDefinition['mode'] {
  if (incremental === null) return mode
  if (!incremental) return 'full'
  return mode === 'append' ? 'append' : 'incremental'
}
