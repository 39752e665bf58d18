import { arraySource, runPipeline } from '@millrace/core'
import type { Destination, PipelineOptions, RunResult, StreamOptions } from '@millrace/core'

export interface LoadOptions {
  /** Options of the stream `users`. */
  readonly users?: StreamOptions
  /** Default `id`. */
  readonly primaryKey?: string
  /** Options of the run. */
  readonly run?: Partial<Omit<PipelineOptions<'users'>, 'source' | 'destination' | 'streams'>>
}

/** A full run of the stream `users` of the pipeline `array`, without second attempts. */
export function load(
  destination: Destination,
  records: readonly object[],
  { users = {}, primaryKey = 'id', run = {} }: LoadOptions = {},
): Promise<RunResult<'users'>> {
  const source = arraySource({ users: { primaryKey, records } })
  return runPipeline({ source, destination, streams: { users }, maxAttempts: 1, ...run })
}
