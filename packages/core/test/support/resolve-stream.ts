import { defineDestination, defineSource } from '../../src/plugin.ts'
import type { Destination, Source, StreamDefinition } from '../../src/plugin.ts'
import type { PipelineOptions, StreamOptions } from '../../src/run/options/pipeline-options.ts'
import { resolveOptions } from '../../src/run/options/resolve-options.ts'
import type { ResolvedStream } from '../../src/run/options/resolved-stream.ts'
import { resolveStreams } from '../../src/run/options/resolve-streams.ts'

async function* nothing(): AsyncGenerator<never> {}

/** A destination that is named in options and never opened. */
export function idleDestination(capabilities: Partial<Destination['capabilities']> = {}): Destination {
  const unused = (): Promise<never> => Promise.reject(new Error('the destination is not used'))
  return defineDestination({ name: 'idle', capabilities, check: unused, open: unused, inspect: unused })
}

/** A source with these streams, none of which is read. */
export function idleSource(streams: Readonly<Record<string, Partial<StreamDefinition>>>): Source {
  const named = Object.entries(streams).map(([name, stream]) => ({ read: nothing, ...stream, name }))
  return defineSource({ name: 'shop', streams: () => named })
}

/** Streams and options put beside each other, as a run does it. */
export async function resolveAll(
  streams: Readonly<Record<string, Partial<StreamDefinition>>>,
  options: Partial<PipelineOptions> = {},
): Promise<readonly ResolvedStream[]> {
  const source = idleSource(streams)
  const resolved = resolveOptions({ source, destination: idleDestination(), ...options })
  return resolveStreams(resolved, await source.streams({ signal: resolved.signal, logger: resolved.logger }))
}

/** One stream, `orders`. */
export async function resolveOne(
  stream: Partial<StreamDefinition> = {},
  own: StreamOptions = {},
  options: Partial<PipelineOptions> = {},
): Promise<ResolvedStream> {
  const [resolved] = await resolveAll({ orders: stream }, { ...options, streams: { orders: own } })
  if (resolved === undefined) throw new Error('the stream was not resolved')
  return resolved
}
