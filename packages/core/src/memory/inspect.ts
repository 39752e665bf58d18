import type { PipelineState } from '../contract/destination.ts'
import type { Generation } from '../contract/generation.ts'
import type { Reject } from '../contract/reject.ts'
import type { RunRecord } from '../contract/run-record.ts'
import type { StreamState } from '../contract/session.ts'
import type { StreamDescription } from '../contract/stream-description.ts'
import { isLive } from './lease.ts'
import { newStream, streamKey } from './state.ts'
import type { GenerationEntry, State, StreamEntry } from './state.ts'

// All answers are copies: what a caller does to them must not reach what is stored.

export function readPipeline(
  state: State,
  request: { readonly pipeline: string; readonly maxRuns: number; readonly now: number },
): PipelineState {
  const { pipeline, maxRuns, now } = request
  const entries = [...state.streams.values()].filter((entry) => entry.pipeline === pipeline)
  return {
    streams: entries.map((entry) => describeStream(state, entry)),
    runs: readRuns(state, pipeline).slice(0, maxRuns),
    isBusy: isLive(state.leases.get(pipeline), now),
  }
}

export function readStream(state: State, pipeline: string, stream: string): StreamState {
  return describeStream(state, state.streams.get(streamKey(pipeline, stream)) ?? newStream(pipeline, stream))
}

export function describeStreams(state: State): readonly StreamDescription[] {
  return [...state.streams.values()].map(({ pipeline, schema }) => ({
    pipeline,
    schema: structuredClone(schema),
    rowCounts: Object.fromEntries(schema.tables.map(({ path, name }) => [path, countRows(state, name)])),
  }))
}

/** Newest first. */
export function readRuns(state: State, pipeline: string | undefined): readonly RunRecord[] {
  const runs = [...state.runs.values()].filter((run) => pipeline === undefined || run.pipeline === pipeline)
  return structuredClone(runs.sort((left, right) => right.number - left.number))
}

/** In the order of their ids. */
export function readRejects(
  state: State,
  request: {
    readonly pipeline: string
    readonly stream: string
    readonly after: string | undefined
    readonly limit: number
  },
): readonly Reject[] {
  const { pipeline, stream, after, limit } = request
  const rejects = [...(state.streams.get(streamKey(pipeline, stream))?.rejects.values() ?? [])]
    .filter((reject) => after === undefined || reject.id > after)
    .sort((left, right) => (left.id < right.id ? -1 : 1))
  return structuredClone(rejects.slice(0, limit))
}

export function describeGeneration(stream: string, generation: GenerationEntry): Generation {
  const { id, startedAt, startBound, definition, rebuild } = generation
  const partitions = [...generation.partitions].map(([partition, held]) => {
    const { sequence, savepoint, isDone, records, suspendsDeletions } = held
    return { partition, sequence, savepoint: savepoint?.value, isDone, records, suspendsDeletions }
  })
  return structuredClone({ id, stream, startedAt, startBound, definition, partitions, rebuild })
}

function describeStream(state: State, entry: StreamEntry): StreamState {
  const { stream, schema, definition, generation } = entry
  const root = schema.tables[0]
  return {
    ...structuredClone({ stream, schema, definition, savepoints: [...entry.savepoints.values()] }),
    generation: generation && describeGeneration(stream, generation),
    rejects: entry.rejects.size,
    hasRows: root !== undefined && (state.tables.get(root.name)?.rows.size ?? 0) > 0,
  }
}

function countRows(state: State, name: string): number {
  return [...(state.tables.get(name)?.rows.values() ?? [])].reduce((count, rows) => count + rows.length, 0)
}
