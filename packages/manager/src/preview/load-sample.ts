import { memoryDestination, RunError, runPipeline } from '@millrace/core'
import type {
  Logger,
  MemoryDestination,
  PipelineOptions,
  Reject,
  RunResult,
  RunWarning,
  Source,
  StreamOptions,
  TableSchema,
} from '@millrace/core'
import type { Capabilities } from '@millrace/core/plugin'

/** How the beginning of a stream is loaded into memory. */
export interface SampleLoad {
  /** A source of one stream, which ends after at most `maxRecords`. */
  readonly source: Source
  readonly stream: string
  readonly capabilities: Partial<Capabilities>
  readonly options: StreamOptions
  readonly maxRecords: number
  readonly signal: AbortSignal
  readonly logger: Logger
  readonly stallTimeoutInMs: number
}

export interface LoadedSample {
  readonly destination: MemoryDestination
  /** Root first; none where nothing is known of them. */
  readonly tables: readonly TableSchema[]
  readonly rejects: readonly Reject[]
  readonly warnings: readonly RunWarning[]
}

/** Id of the pipeline in the memory that is thrown away. */
const id = 'preview'

/** Loads the records of a sample into memory of their own. Throws what stands in the way. */
export async function loadSample(load: SampleLoad): Promise<LoadedSample> {
  const destination = memoryDestination({ capabilities: load.capabilities })
  const { warnings } = await runOrExplain(toRun(load, destination))
  load.signal.throwIfAborted()
  const described = destination.describe().find(({ schema }) => schema.stream === load.stream)
  const rejects = described === undefined ? [] : destination.rejects(id, load.stream)
  return { destination, tables: described?.schema.tables ?? [], rejects, warnings }
}

/** The run that loads a sample. */
export function toRun(
  { source, stream, options, maxRecords, signal, logger, stallTimeoutInMs }: SampleLoad,
  destination: MemoryDestination,
): PipelineOptions {
  return {
    id,
    source,
    destination,
    // Rejects are shown, they do not end the preview.
    streams: { [stream]: { ...options, rejectLimit: maxRecords } },
    // One partition after the other: the next ones are not read when there is enough.
    concurrency: 1,
    inferenceWindow: maxRecords,
    maxAttempts: 1,
    signal,
    logger,
    stallTimeoutInMs,
  }
}

async function runOrExplain(run: PipelineOptions): Promise<RunResult> {
  try {
    return await runPipeline(run)
  } catch (error) {
    // That a run failed means nothing to somebody who asked for none.
    throw RunError.isInstance(error) && error.cause instanceof Error ? error.cause : error
  }
}
