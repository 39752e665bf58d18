import type { PipelineOptions, StreamOptions } from '@millrace/core'
import type { Destination } from '@millrace/core/plugin'
import type { Synthetic } from '../synthetic-source/synthetic-source.ts'

/** Id of the one pipeline of a bench. */
export const faultPipelineId = 'p'

/** How long the lease of its runs holds. */
export const faultLeaseInMs = 60_000

export interface FaultPipeline {
  readonly synthetic: Synthetic
  readonly destination: Destination
  readonly pipeline?: Partial<PipelineOptions> | undefined
  readonly stream?: StreamOptions | undefined
}

/** Options of a run from a synthetic source by the world's clock, with delta tables of root and lines. */
export function faultPipeline({ synthetic, destination, pipeline, stream }: FaultPipeline): PipelineOptions {
  const { source, world } = synthetic
  return {
    id: faultPipelineId,
    source,
    destination,
    now: () => world.now().getTime(),
    leaseDurationInMs: faultLeaseInMs,
    retryDelayInMs: 1,
    ...pipeline,
    streams: {
      [synthetic.stream.name]: { deltas: { '': 'entries_history', lines: 'lines_history' }, ...stream },
    },
  }
}
