import type { BuiltStream, RunRecord, RunResult } from '@millrace/core'
import type { Capabilities } from '@millrace/core/plugin'
import type { PipelineRecord, StandingNames } from '../store/records.ts'
import { deltaNames } from './delta-names.ts'

/** Names of the tables that stand after a run. */
export function standingAfterRun(
  { definition, standing }: Pick<PipelineRecord, 'definition' | 'standing'>,
  { streams }: Pick<RunResult | RunRecord, 'streams'>,
  capabilities: Capabilities,
): StandingNames {
  const tables = Object.entries(streams[definition.stream]?.tables ?? {}).map(([path, { name }]) => [path, name])
  return {
    tables: { ...standing?.tables, ...(Object.fromEntries(tables) as StandingNames['tables']) },
    deltas: deltaNames(definition.deltas, capabilities),
  }
}

/** Names of the tables that a build has made. */
export function standingAfterBuild({ tables }: BuiltStream): StandingNames {
  const deltas = tables.flatMap(({ path, delta }) => (delta === undefined ? [] : [[path, delta] as const]))
  return {
    tables: Object.fromEntries(tables.map(({ path, name }) => [path, name])),
    deltas: Object.fromEntries(deltas),
  }
}
