import type { StreamState } from '../contract/session.ts'
import type { ColumnSchema, StreamSchema, TableSchema } from '../contract/table-schema.ts'
import { createTableEngine } from '../tables/create-table-engine.ts'
import { compareDefinitions } from './options/definition.ts'
import type { DefinitionEffect } from './options/definition.ts'
import { guard } from './guard.ts'
import { listStreams } from './read/list-streams.ts'
import { parseOptions } from './options/parse-options.ts'
import type { PipelineOptions } from './options/pipeline-options.ts'
import { requireStandingPaths } from './options/require-known-paths.ts'
import { resolveOptions } from './options/resolve-options.ts'
import { resolveStreams } from './options/resolve-streams.ts'
import type { ResolvedStream } from './options/resolved-stream.ts'
import type { RunMode } from '../contract/read-request.ts'

export interface TablePlan {
  readonly path: string
  readonly name: string
  /** `change` adds columns, renames, or switches a delta table on or off. */
  readonly action: 'create' | 'change' | 'keep'
  /** Set where the table is renamed. */
  readonly renamedFrom?: string
  readonly columnsToAdd: readonly Pick<ColumnSchema, 'name' | 'type'>[]
}

export interface SavepointPlan {
  readonly partition: string
  /** `reset`: its partition is read from the beginning. */
  readonly action: 'keep' | 'reset'
  readonly reason: string
}

export interface StreamPlan {
  readonly mode: RunMode
  /** `create` where nothing stands yet. */
  readonly effect: 'create' | DefinitionEffect
  /** What changed since the tables were made, a sentence each. */
  readonly reasons: readonly string[]
  /** Tables that are declared or stand. More may come with the records. */
  readonly tables: readonly TablePlan[]
  readonly savepoints: readonly SavepointPlan[]
  /** Whether a full refresh is under way, which the run goes on with. */
  readonly hasOpenRefresh: boolean
  /** What a rebuild loses: tables and columns that are made anew. */
  readonly loses: readonly string[]
}

export interface PipelinePlan<StreamName extends string = string> {
  readonly pipeline: string
  readonly streams: Readonly<Record<StreamName, StreamPlan>>
  /** Whether another run holds the pipeline at this moment. */
  readonly isBusy: boolean
}

/** Says what a run with these options would do to tables and savepoints. Reads no records and writes nothing. */
export async function planPipeline<StreamName extends string>(
  options: PipelineOptions<StreamName>,
): Promise<PipelinePlan<StreamName>> {
  parseOptions(options)
  const resolved = resolveOptions(options)
  const { destination, signal, logger, stallTimeoutInMs } = resolved
  const streams = await resolveStreams(resolved, await listStreams(resolved))
  const state = await guard(() => destination.inspect({ pipeline: resolved.id, maxRuns: 1, signal, logger }), {
    signal,
    timeoutInMs: stallTimeoutInMs,
    who: `destination ${destination.name}`,
  })
  const plans = streams.map((stream) => {
    const stands = state.streams.find((candidate) => candidate.stream === stream.name)
    return [stream.name, planStream(stream, stands ?? nothing(stream), resolved)] as const
  })
  return {
    pipeline: resolved.id,
    streams: Object.fromEntries(plans) as Record<StreamName, StreamPlan>,
    isBusy: state.isBusy,
  }
}

function planStream(
  resolved: ResolvedStream,
  state: StreamState,
  { destination: { capabilities } }: Pick<PipelineOptions, 'destination'>,
): StreamPlan {
  requireStandingPaths(resolved, state)
  const change = compareDefinitions(state.definition, resolved.definition, state.schema, {
    ...resolved.tableOptions,
    capabilities,
  })
  const isRebuild = change.effect === 'rebuild'
  const standing = isRebuild ? { ...state.schema, version: 0, tables: [] } : state.schema
  const wanted = createTableEngine({ ...resolved.tableOptions, capabilities }, standing).schema
  return {
    mode: resolved.mode,
    effect: state.schema.tables.length === 0 ? 'create' : change.effect,
    reasons: change.reasons,
    tables: wanted.tables.map((table) => planTable(table, standing)),
    savepoints: planSavepoints(resolved, state, change.effect),
    hasOpenRefresh: state.generation !== undefined,
    loses: isRebuild && state.hasRows ? state.schema.tables.map(({ name }) => `table ${name} is made anew`) : [],
  }
}

function planTable(table: TableSchema, standing: StreamSchema): TablePlan {
  const old = standing.tables.find((candidate) => candidate.path === table.path)
  const columnsToAdd = table.columns
    .filter((column) => !(old?.columns ?? []).some((known) => known.name === column.name))
    .map(({ name, type }) => ({ name, type }))
  const isSame = old?.name === table.name && old.delta === table.delta && columnsToAdd.length === 0
  return {
    path: table.path,
    name: table.name,
    action: old === undefined ? 'create' : isSame ? 'keep' : 'change',
    ...(old !== undefined && old.name !== table.name ? { renamedFrom: old.name } : {}),
    columnsToAdd,
  }
}

function planSavepoints(
  resolved: ResolvedStream,
  state: StreamState,
  effect: DefinitionEffect,
): StreamPlan['savepoints'] {
  return state.savepoints.map(({ partition }) => {
    if (effect === 'backfill' || effect === 'rebuild') {
      return { partition, action: 'reset', reason: `a ${effect} reads everything again` }
    }
    if (state.generation !== undefined && resolved.mode !== 'range') {
      return { partition, action: 'reset', reason: 'the full refresh under way is resumed, and brings its own' }
    }
    if (resolved.mode === 'full') return { partition, action: 'reset', reason: 'mode full reads everything' }
    const reason = resolved.mode === 'range' ? 'mode range leaves it alone' : 'reading goes on from it'
    return { partition, action: 'keep', reason }
  })
}

function nothing({ name, primaryKey }: ResolvedStream): StreamState {
  return {
    stream: name,
    schema: { stream: name, version: 0, isKeyed: primaryKey.length > 0, tables: [] },
    definition: undefined,
    savepoints: [],
    generation: undefined,
    rejects: 0,
    hasRows: false,
  }
}
