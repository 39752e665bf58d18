import type { Context, ReadRequest, Stream } from '@millrace/core/plugin'
import { silentLogger } from '../silent-logger.ts'
import type { SourceSuiteOptions, SourceUnderTest } from './source-under-test.ts'

/** One partition of one stream, ready to be read. */
export interface Slice {
  readonly stream: Stream
  readonly partition: string
  /** For messages: `stream users`, `stream users, partition p0`. */
  readonly name: string
  /** A request for it; what is not given is as in the first full read. */
  request(changes?: Partial<ReadRequest>): ReadRequest
}

/** A source under test with what the groups need to read it. */
export interface SourceBench {
  readonly subject: SourceUnderTest
  readonly context: Context
  readonly limits: Limits
  readonly streams: readonly Stream[]
  /** All partitions of all streams. */
  readonly slices: readonly Slice[]
}

export interface Limits {
  readonly graceInMs: number
  readonly maxParts: number
  readonly maxSavepoints: number
}

export async function createBench(options: SourceSuiteOptions, subject: SourceUnderTest): Promise<SourceBench> {
  const context: Context = { signal: new AbortController().signal, logger: silentLogger }
  const streams = await subject.source.streams(context)
  const slices = await Promise.all(streams.map((stream) => listSlices(subject, stream, context)))
  return {
    subject,
    context,
    limits: {
      graceInMs: options.graceInMs ?? 1000,
      maxParts: options.maxParts ?? 10_000,
      maxSavepoints: options.maxSavepoints ?? 20,
    },
    streams,
    slices: slices.flat(),
  }
}

/** Partitions of a stream, as its source lists them now. */
export async function listPartitionsOf(
  subject: SourceUnderTest,
  stream: Stream,
  context: Context,
): Promise<readonly string[]> {
  const parameters = await parseParameters(subject, stream)
  const now = subject.now ?? new Date()
  return (await stream.partitions?.({ ...context, parameters, now })) ?? ['']
}

async function listSlices(subject: SourceUnderTest, stream: Stream, context: Context): Promise<readonly Slice[]> {
  const parameters = await parseParameters(subject, stream)
  const partitions = await listPartitionsOf(subject, stream, context)
  const now = subject.now ?? new Date()
  return partitions.map((partition) => ({
    stream,
    partition,
    name: partition === '' ? `stream ${stream.name}` : `stream ${stream.name}, partition ${partition}`,
    request: (changes) => ({
      ...context,
      mode: 'full',
      partition,
      savepoint: undefined,
      range: undefined,
      now,
      fields: undefined,
      parameters,
      ...changes,
    }),
  }))
}

async function parseParameters({ streams }: SourceUnderTest, stream: Stream): Promise<unknown> {
  const given = streams?.[stream.name]?.parameters ?? {}
  if (stream.parameters === undefined) return given
  const result = await stream.parameters['~standard'].validate(given)
  if (result.issues === undefined) return result.value
  const reasons = result.issues.map(({ message }) => message).join('; ')
  throw new Error(`stream ${stream.name} refuses the parameters of its expectation: ${reasons}`)
}
