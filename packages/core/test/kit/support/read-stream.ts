import type { Part, ReadRequest, StreamDefinition } from '../../../src/plugin.ts'

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }

/** A request as the engine makes it for a first full read. */
export function readRequest(changes: Partial<ReadRequest> = {}): ReadRequest {
  return {
    mode: 'full',
    partition: '',
    savepoint: undefined,
    range: undefined,
    now: new Date('2026-03-01T00:00:00Z'),
    fields: undefined,
    parameters: {},
    signal: new AbortController().signal,
    logger: silent,
    ...changes,
  }
}

/** All parts of a read. */
export async function readParts(
  stream: StreamDefinition,
  changes: Partial<ReadRequest> = {},
): Promise<readonly Part[]> {
  const parts: Part[] = []
  for await (const part of stream.read(readRequest(changes))) parts.push(part)
  return parts
}

/** All records of a read. */
export async function readRecords(
  stream: StreamDefinition,
  changes: Partial<ReadRequest> = {},
): Promise<readonly unknown[]> {
  return (await readParts(stream, changes)).flatMap((part) => ('records' in part ? part.records : []))
}
