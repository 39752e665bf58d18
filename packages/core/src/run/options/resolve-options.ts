import { pino } from 'pino'
import type { Logger } from '../../contract/logger.ts'
import type { PipelineOptions, SharedOptions } from './pipeline-options.ts'

const dayInMs = 86_400_000

/** Options with every default filled in. */
export interface ResolvedOptions extends Required<Omit<PipelineOptions, keyof SharedOptions | OptionalOptions>> {
  readonly shared: SharedOptions
  readonly streams: PipelineOptions['streams']
  readonly deadline: Date | undefined
  readonly logger: Logger
}

type OptionalOptions = 'streams' | 'deadline' | 'logger' | 'logLevel'

export function resolveOptions(options: PipelineOptions): ResolvedOptions {
  const name = options.name ?? options.source.name
  return {
    source: options.source,
    destination: options.destination,
    name,
    id: options.id ?? name,
    streams: options.streams,
    shared: options,
    concurrency: options.concurrency ?? 4,
    batchSize: options.batchSize ?? 2_000,
    inferenceWindow: options.inferenceWindow ?? 1_000,
    commitAfterRecords: options.commitAfterRecords ?? 10_000,
    commitAfterInMs: options.commitAfterInMs ?? 10_000,
    atomic: options.atomic ?? false,
    maxAttempts: options.maxAttempts ?? 3,
    retryDelayInMs: options.retryDelayInMs ?? 1_000,
    stallTimeoutInMs: options.stallTimeoutInMs ?? 300_000,
    deadline: options.deadline,
    leaseDurationInMs: options.leaseDurationInMs ?? 60_000,
    maxGenerationAgeInMs: options.maxGenerationAgeInMs ?? 7 * dayInMs,
    takeOver: options.takeOver ?? false,
    rebuild: options.rebuild ?? false,
    signal: options.signal ?? new AbortController().signal,
    logger: options.logger ?? pino({ name: 'millrace', level: options.logLevel ?? 'silent' }),
    onEvent: options.onEvent ?? (() => {}),
    now: options.now ?? Date.now,
  }
}
