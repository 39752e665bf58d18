import { InvalidOptionsError } from '@millrace/core'
import type { Source } from '@millrace/core'
import type { Context, Part, ReadRequest, Stream } from '@millrace/core/plugin'
import { limitStream } from './limit-stream.ts'
import type { Sample } from './sample.ts'
import type { SampleRecorder } from './sample-recorder.ts'

/** A source with one stream. */
export function withStream(source: Source, stream: Stream): Source {
  return {
    contract: source.contract,
    name: source.name,
    savepointVersion: source.savepointVersion,
    check: (context) => source.check(context),
    streams: async () => [stream],
  }
}

/** The stream of a name. Throws an error that lists what exists. */
export async function findStream(source: Source, name: string, context: Context): Promise<Stream> {
  const streams = await source.streams(context)
  const stream = streams.find((candidate) => candidate.name === name)
  if (stream !== undefined) return stream
  const existing = streams.map((candidate) => candidate.name).join(', ') || 'none'
  const message = `stream ${name} does not exist; ${source.name} has: ${existing}`
  throw new InvalidOptionsError([{ path: 'stream', message }])
}

/** Reads the beginning of a stream, once, into the recorder. */
export function limitedSource(source: Source, stream: Stream, recorder: SampleRecorder): Source {
  return withStream(source, limitStream(stream, recorder))
}

/** Reads a sample again, without the source. */
export function replayedSource(source: Source, stream: Stream, sample: Sample): Source {
  const members: PropertyDescriptorMap = {
    read: { value: ({ partition }: ReadRequest) => replay(sample.parts.get(partition) ?? []) },
    confirmDeleted: { value: undefined },
    acknowledge: { value: undefined },
  }
  if (stream.partitions !== undefined) members['partitions'] = { value: () => [...sample.parts.keys()] }
  return withStream(source, Object.create(stream, members) as Stream)
}

async function* replay(parts: readonly Part[]): AsyncGenerator<Part> {
  yield* parts
}
