import type { Source } from '../contract/source.ts'
import type { StreamDefinition } from '../contract/stream.ts'
import { defineSource } from './define-source.ts'

export interface IterableStream extends Omit<StreamDefinition, 'read' | 'partitions' | 'incremental'> {
  /** Called for each read, so that every run gets a fresh iterable. */
  readonly records: (request: { readonly signal: AbortSignal }) => AsyncIterable<unknown> | Iterable<unknown>
  /** Records that go into one part. Default 500. */
  readonly partSize?: number
}

/** A source over anything that can be iterated: a generator, a cursor of a database, a file's lines. Read in full. */
export function iterableSource<const StreamName extends string>(
  name: string,
  streams: Readonly<Record<StreamName, IterableStream>>,
): Source<StreamName> {
  const entries = Object.entries<IterableStream>(streams).map(([stream, definition]) => [stream, toStream(definition)])
  const definitions = Object.fromEntries(entries) as Record<StreamName, StreamDefinition>
  return defineSource({ name, streams: definitions }) as Source<StreamName>
}

function toStream({ records, partSize = 500, ...definition }: IterableStream): StreamDefinition {
  return {
    ...definition,
    async *read({ signal }) {
      let part: unknown[] = []
      for await (const record of records({ signal })) {
        signal.throwIfAborted()
        part.push(record)
        if (part.length >= partSize) {
          yield { records: part }
          part = []
        }
      }
      if (part.length > 0) yield { records: part }
    },
  }
}
