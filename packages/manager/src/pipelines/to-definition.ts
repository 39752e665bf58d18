import type { PipelineDefinition } from '../store/records.ts'
import type { DefinitionInput } from './pipeline-view.ts'

/** A definition with everything that was left out. */
export function toDefinition(
  input: DefinitionInput,
  ends: { readonly source: number; readonly destination: number },
): PipelineDefinition {
  const { stream, parameters, tables, deltas, deltaOptions, excludedFields, filter, transformation, mode } = input
  return {
    ...ends,
    stream,
    parameters: parameters ?? null,
    tables: tables ?? {},
    deltas: deltas ?? {},
    deltaOptions: deltaOptions ?? null,
    excludedFields: excludedFields ?? [],
    filter: filter ?? null,
    transformation: transformation ?? null,
    mode: mode ?? null,
    deletions: input.deletions ?? 'delete',
  }
}
