import type { CursorRange } from '@millrace/core/plugin'
import { compareCursors, isCursor } from './cursor-problems.ts'
import type { CursorValue } from './cursor-problems.ts'
import { toBound } from './increments.ts'
import { readSlice } from './read-slice.ts'
import { valueAt } from './record-key.ts'
import type { Limits, Slice } from './source-bench.ts'

/** Reads the middle half of a slice by its cursor, and compares it with what a full read has there. */
export async function rangeProblems(slice: Slice, limits: Limits): Promise<readonly string[]> {
  const full = await readSlice(slice, limits)
  const cursors = cursorsOf(slice, full.records).sort(compareCursors)
  const from = cursors[Math.floor(cursors.length / 4)]
  const to = cursors[Math.floor((cursors.length * 3) / 4)]
  if (from === undefined || to === undefined) return []
  const isInside = (cursor: CursorValue): boolean =>
    compareCursors(from, cursor) <= 0 && compareCursors(cursor, to) <= 0
  const range: CursorRange = { from: toBound(from), to: toBound(to) }
  const found = cursorsOf(slice, (await readSlice(slice, limits, { mode: 'range', range })).records)
  const inside = found.filter(isInside).length
  const wanted = cursors.filter(isInside).length
  return [
    ...(inside === wanted ? [] : [`${slice.name}: ${wanted} records lie in a range, ${inside} of them came`]),
    ...(inside === found.length ? [] : [`${slice.name}: ${found.length - inside} records came from outside the range`]),
  ]
}

function cursorsOf({ stream }: Slice, records: readonly unknown[]): CursorValue[] {
  return records.map((record) => valueAt(record, stream.cursor ?? '')).filter(isCursor)
}
