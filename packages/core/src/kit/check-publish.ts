import { DestinationError } from '../contract/errors/destination-error.ts'
import type { Publish, StreamPublish } from '../contract/publish.ts'
import type { StreamSchema } from '../contract/table-schema.ts'

/** Throws a `DestinationError` if a publish names a stream, or a partition of a stream, twice. */
export function checkPublish({ streams }: Pick<Publish, 'streams'>): void {
  if (hasRepeated(streams.map(({ stream }) => stream))) {
    throw new DestinationError({ message: 'a stream comes twice in one publish' })
  }
  for (const { stream, partitions } of streams) {
    if (hasRepeated(partitions.map(({ partition }) => partition))) {
      throw new DestinationError({ message: `a partition of stream ${stream} comes twice in one publish` })
    }
  }
}

/** Throws a `DestinationError` unless streams with a key are merged, and only they. */
export function checkHow(schema: StreamSchema, { how }: Pick<StreamPublish, 'how'>): void {
  if (schema.tables.length === 0 || schema.isKeyed === (how === 'merge')) return
  throw new DestinationError({
    message: `stream ${schema.stream} has ${schema.isKeyed ? 'a' : 'no'} key: it cannot be published by ${how}`,
  })
}

function hasRepeated(names: readonly string[]): boolean {
  return new Set(names).size < names.length
}
