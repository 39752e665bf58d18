import type { RunEvent, RunMode } from '@millrace/core'

/** What is known of a stream while it is read. */
export interface StreamProgress {
  readonly stream: string
  readonly mode: RunMode
  /** Records that the source gave in this run. */
  readonly read: number
  /** Rows that were made of them, in all tables of the stream. */
  readonly rows: number
  /** Records whose rows are visible in the destination. */
  readonly committed: number
  readonly recordsPerSecond: number
  readonly hasEnded: boolean
  /** Records and rows so far, by partition. */
  readonly partitions: ReadonlyMap<string, { readonly records: number; readonly rows: number }>
}

type Streams = ReadonlyMap<string, StreamProgress>

/** The progress after an event. Streams stand in the order in which they were first heard of. */
export function withEvent(streams: Streams, event: RunEvent): Streams {
  switch (event.type) {
    case 'stream-started':
      return change(streams, event.stream, { mode: event.mode })
    case 'batch-staged': {
      const { stream, partition, records, rows, recordsPerSecond } = event
      const partitions = new Map(streams.get(stream)?.partitions).set(partition, { records, rows })
      const sum = (counts: 'records' | 'rows'): number =>
        [...partitions.values()].reduce((total, counted) => total + counted[counts], 0)
      return change(streams, stream, { partitions, read: sum('records'), rows: sum('rows'), recordsPerSecond })
    }
    case 'commit-finished': {
      let changed = streams
      for (const [stream, counts] of Object.entries(event.streams)) {
        const { inserted, updated, unchanged, superseded } = counts
        const before = streams.get(stream)?.committed ?? 0
        changed = change(changed, stream, { committed: before + inserted + updated + unchanged + superseded })
      }
      return changed
    }
    case 'stream-ended':
      return change(streams, event.stream, { hasEnded: true })
    default:
      return streams
  }
}

function change(streams: Streams, stream: string, changes: Partial<StreamProgress>): Streams {
  const known = streams.get(stream) ?? {
    stream,
    mode: 'full',
    read: 0,
    rows: 0,
    committed: 0,
    recordsPerSecond: 0,
    hasEnded: false,
    partitions: new Map(),
  }
  return new Map(streams).set(stream, { ...known, ...changes })
}
