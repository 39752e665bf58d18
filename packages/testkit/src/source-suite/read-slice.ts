import type { JsonValue, Key, ReadRequest } from '@millrace/core/plugin'
import { canonicalText } from '../canonical-text.ts'
import { ByteRecords } from './byte-records.ts'
import type { Limits, Slice } from './source-bench.ts'

/** What a read brought, in its order. */
export type ReadEvent =
  | { readonly type: 'records'; readonly records: readonly unknown[] }
  | { readonly type: 'deleted'; readonly keys: readonly Key[] }
  | { readonly type: 'savepoint'; readonly value: JsonValue }

export interface SliceRead {
  readonly slice: Slice
  readonly parts: readonly unknown[]
  readonly events: readonly ReadEvent[]
  readonly records: readonly unknown[]
  readonly savepoints: readonly JsonValue[]
  readonly deleted: readonly Key[]
  /** Numbers of the parts, from 1, that were not at the end of the read what they were when they came. */
  readonly changedParts: readonly number[]
}

/** Reads a slice to its end. */
export async function readSlice(
  slice: Slice,
  limits: Pick<Limits, 'maxParts'>,
  changes: Partial<ReadRequest> = {},
): Promise<SliceRead> {
  const parts: unknown[] = []
  const copies: unknown[] = []
  const texts: (string | undefined)[] = []
  for await (const part of slice.stream.read(slice.request(changes))) {
    parts.push(part)
    copies.push(copyPart(part))
    texts.push(tryCanonicalText(part))
    if (parts.length > limits.maxParts) {
      throw new Error(`${slice.name}: the read did not end within ${limits.maxParts} parts`)
    }
  }
  const events = toEvents(copies)
  return {
    slice,
    parts,
    events,
    records: events.flatMap((event) => (event.type === 'records' ? event.records : [])),
    savepoints: events.flatMap((event) => (event.type === 'savepoint' ? [event.value] : [])),
    deleted: events.flatMap((event) => (event.type === 'deleted' ? event.keys : [])),
    changedParts: parts.flatMap((part, index) => (tryCanonicalText(part) === texts[index] ? [] : [index + 1])),
  }
}

/** Reads all slices, one after the other. */
export async function readSlices(
  slices: readonly Slice[],
  limits: Pick<Limits, 'maxParts'>,
  changes: Partial<ReadRequest> = {},
): Promise<readonly SliceRead[]> {
  const reads: SliceRead[] = []
  for (const slice of slices) reads.push(await readSlice(slice, limits, changes))
  return reads
}

function toEvents(parts: readonly unknown[]): readonly ReadEvent[] {
  const bytes = new ByteRecords()
  const events = parts.flatMap((part): readonly ReadEvent[] => {
    if (typeof part !== 'object' || part === null) return []
    const found = bytes.read(part)
    const before: readonly ReadEvent[] = found.length === 0 ? [] : [{ type: 'records', records: found }]
    if ('records' in part && Array.isArray(part.records)) return [...before, { type: 'records', records: part.records }]
    if ('deleted' in part && Array.isArray(part.deleted)) return [...before, { type: 'deleted', keys: part.deleted }]
    if ('savepoint' in part) return [...before, { type: 'savepoint', value: part.savepoint as JsonValue }]
    return before
  })
  const rest = bytes.end()
  return rest.length === 0 ? events : [...events, { type: 'records', records: rest }]
}

/** A part whose array is its own: the source may use its array again. */
function copyPart(part: unknown): unknown {
  if (typeof part !== 'object' || part === null || !('records' in part)) return part
  return { records: Array.isArray(part.records) ? [...part.records] : part.records }
}

function tryCanonicalText(part: unknown): string | undefined {
  try {
    return canonicalText(part)
  } catch {
    // A part that cannot be written as text cannot be compared; whether it is a good part is another test's matter.
    return undefined
  }
}
