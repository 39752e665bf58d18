import type { Capabilities } from '../contract/capabilities.ts'
import type { RunRecord } from '../contract/run-record.ts'
import { newPartition, newStream, streamKey } from './state.ts'
import type { Lease, PartitionEntry, State, StreamEntry, Table } from './state.ts'

/**
 * The next state while it is being written. It begins as a copy of the last one; what the maps hold is never changed,
 * only replaced, so whoever reads the last state sees nothing of it.
 */
export class Transaction implements State {
  readonly capabilities: Capabilities
  /** The destination's time when it began, in milliseconds. */
  readonly now: number
  readonly tables: Map<string, Table>
  readonly deltas: Map<string, Table>
  readonly streams: Map<string, StreamEntry>
  readonly leases: Map<string, Lease>
  readonly runs: Map<number, RunRecord>
  sequence: number
  sessions: number
  generations: number

  constructor(state: State, options: { readonly capabilities: Capabilities; readonly now: number }) {
    this.capabilities = options.capabilities
    this.now = options.now
    this.tables = new Map(state.tables)
    this.deltas = new Map(state.deltas)
    this.streams = new Map(state.streams)
    this.leases = new Map(state.leases)
    this.runs = new Map(state.runs)
    this.sequence = state.sequence
    this.sessions = state.sessions
    this.generations = state.generations
  }

  stream(pipeline: string, stream: string): StreamEntry {
    return this.streams.get(streamKey(pipeline, stream)) ?? newStream(pipeline, stream)
  }

  streamsOf(pipeline: string): readonly StreamEntry[] {
    return [...this.streams.values()].filter((entry) => entry.pipeline === pipeline)
  }

  /** Stores a stream with these changes, and answers what it is now. */
  updateStream(entry: StreamEntry, changes: Partial<StreamEntry>): StreamEntry {
    const updated = { ...entry, ...changes }
    this.streams.set(streamKey(entry.pipeline, entry.stream), updated)
    return updated
  }

  updatePartition(entry: StreamEntry, partition: string, changes: Partial<PartitionEntry>): StreamEntry {
    const updated = { ...(entry.partitions.get(partition) ?? newPartition), ...changes }
    return this.updateStream(entry, { partitions: new Map(entry.partitions).set(partition, updated) })
  }
}
