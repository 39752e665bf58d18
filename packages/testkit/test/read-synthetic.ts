import type { JsonValue, Key, Part, ReadRequest, SourceRecord } from '@millrace/core/plugin'
import { silentLogger } from '../src/silent-logger.ts'
import type { Synthetic } from '../src/synthetic-source/synthetic-source.ts'

export function requestOf(changes: Partial<ReadRequest> = {}): ReadRequest {
  return {
    mode: 'full',
    partition: '',
    savepoint: undefined,
    range: undefined,
    now: new Date(0),
    fields: undefined,
    parameters: {},
    signal: new AbortController().signal,
    logger: silentLogger,
    ...changes,
  }
}

/** All parts of one read. */
export async function readParts({ stream }: Synthetic, changes: Partial<ReadRequest> = {}): Promise<readonly Part[]> {
  return collect(stream.read(requestOf(changes)))
}

export async function collect<Item>(items: AsyncIterable<Item>): Promise<readonly Item[]> {
  const collected: Item[] = []
  for await (const item of items) collected.push(item)
  return collected
}

export async function readRecords(
  synthetic: Synthetic,
  changes: Partial<ReadRequest> = {},
): Promise<readonly SourceRecord[]> {
  return recordsOf(await readParts(synthetic, changes))
}

export function recordsOf(parts: readonly Part[]): readonly SourceRecord[] {
  return parts.flatMap((part) => ('records' in part ? part.records.map((record) => record as SourceRecord) : []))
}

export function idsOf(records: readonly SourceRecord[]): readonly unknown[] {
  return records.map((record) => record['id'])
}

export function savepointsOf(parts: readonly Part[]): readonly JsonValue[] {
  return parts.flatMap((part) => ('savepoint' in part ? [part.savepoint] : []))
}

export function deletedOf(parts: readonly Part[]): readonly Key[] {
  return parts.flatMap((part) => ('deleted' in part ? part.deleted : []))
}
