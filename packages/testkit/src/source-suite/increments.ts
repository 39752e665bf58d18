import type { ReadRequest } from '@millrace/core/plugin'
import { compareCursors, isCursor } from './cursor-problems.ts'
import type { CursorValue } from './cursor-problems.ts'
import { readSlice } from './read-slice.ts'
import type { SliceRead } from './read-slice.ts'
import { valueAt } from './record-key.ts'
import type { Slice, SourceBench } from './source-bench.ts'
import type { SourceChanges } from './source-under-test.ts'

/** A second incremental read, which went on from the end of the first. */
export interface Increment extends SliceRead {
  /** Lower bound that a cursor stream was asked for. */
  readonly from: CursorValue | undefined
}

/** Reads all streams that have an incremental mode, lets something happen, and reads on. */
export async function increments(
  bench: SourceBench,
  happen: () => Promise<SourceChanges> | SourceChanges,
): Promise<{ readonly read: readonly Increment[]; readonly changes: SourceChanges }> {
  const slices = bench.slices.filter(({ stream }) => stream.incremental !== undefined)
  const starts: Start[] = []
  for (const slice of slices) {
    starts.push(endOf(slice, await readSlice(slice, bench.limits, { mode: 'incremental' })))
  }
  const changes = await happen()
  const read: Increment[] = []
  for (const { slice, request, from } of starts) {
    read.push({ ...(await readSlice(slice, bench.limits, { mode: 'incremental', ...request })), from })
  }
  return { read, changes }
}

interface Start {
  readonly slice: Slice
  readonly request: Partial<ReadRequest>
  readonly from: CursorValue | undefined
}

function endOf(slice: Slice, read: SliceRead): Start {
  if (slice.stream.incremental === 'savepoint') {
    const savepoint = read.savepoints.at(-1)
    if (savepoint === undefined) throw new Error(`${slice.name}: an incremental read ends without a savepoint`)
    return { slice, request: { savepoint }, from: undefined }
  }
  const { cursor = '' } = slice.stream
  const cursors = read.records.map((record) => valueAt(record, cursor)).filter(isCursor)
  const from = cursors.sort(compareCursors).at(-1)
  return from === undefined
    ? { slice, request: {}, from }
    : { slice, request: { range: { from: toBound(from) } }, from }
}

export function toBound(cursor: CursorValue): string | number {
  return typeof cursor === 'bigint' ? String(cursor) : cursor
}
