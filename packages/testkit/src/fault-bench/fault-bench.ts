import { RunError, runPipeline } from '@millrace/core'
import type { PipelineOptions, RunResult, StreamOptions } from '@millrace/core'
import type { Destination, PipelineState } from '@millrace/core/plugin'
import { ledgerChecker } from '../ledger-checker/ledger-checker.ts'
import type { LedgerCheck, LedgerChecker, LedgerCheckerOptions } from '../ledger-checker/ledger-checker.ts'
import { silentLogger } from '../silent-logger.ts'
import type { Synthetic } from '../synthetic-source/synthetic-source.ts'
import { faultLeaseInMs, faultPipeline, faultPipelineId } from './fault-pipeline.ts'
import type { FaultSubject } from './fault-subject.ts'

/** How a run ended: exactly one of the two is there. */
export interface Ended {
  readonly result: RunResult | undefined
  readonly error: Error | undefined
}

export interface FaultBenchOptions {
  readonly synthetic: Synthetic
  readonly subject: FaultSubject
  /** Opens the same store again, after it was closed. */
  readonly reopen: () => Promise<FaultSubject> | FaultSubject
  /** Options of every run. */
  readonly pipeline?: Partial<PipelineOptions> | undefined
  /** Options of the stream in every run. Delta tables of root and lines are kept anyway. */
  readonly stream?: StreamOptions
  readonly project?: LedgerCheckerOptions['project']
}

/** What may differ from run to run. */
export interface RunOptions {
  readonly pipeline?: Partial<PipelineOptions>
  /** Instead of those of the bench. */
  readonly stream?: StreamOptions
  /** Puts something between the engine and the destination. */
  readonly wrap?: (destination: Destination) => Destination
}

/** One pipeline from a synthetic source into a store, with a clock of its own and the ledger checker beside it. */
export class FaultBench {
  readonly synthetic: Synthetic
  readonly #options: FaultBenchOptions
  readonly #checker: LedgerChecker
  #subject: FaultSubject
  /** Added to the engine's clock, not to the destination's. */
  engineSkewInMs = 0

  constructor(options: FaultBenchOptions) {
    this.#options = options
    this.synthetic = options.synthetic
    this.#subject = options.subject
    const subject = (): FaultSubject => this.#subject
    this.#checker = ledgerChecker({
      synthetic: options.synthetic,
      pipeline: faultPipelineId,
      ...(options.project === undefined ? {} : { project: options.project }),
      get destination() {
        return subject().destination
      },
      get reader() {
        return subject().reader
      },
    })
  }

  get subject(): FaultSubject {
    return this.#subject
  }

  get world(): Synthetic['world'] {
    return this.synthetic.world
  }

  now(): number {
    return this.world.now().getTime()
  }

  /** Lets the lease of a run that died run out, in the world and in the store. */
  async passLease(): Promise<void> {
    this.world.advance(faultLeaseInMs + 1)
    await this.#subject.reader.advanceClock(faultLeaseInMs + 1)
  }

  /** Closes the store, so that another process can have it meanwhile, and opens it again in the end. */
  async whileClosed<Answer>(work: () => Promise<Answer> | Answer): Promise<Answer> {
    await this.#subject.close()
    try {
      return await work()
    } finally {
      this.#subject = await this.#options.reopen()
    }
  }

  async run(options: RunOptions = {}): Promise<Ended> {
    const { destination } = this.#subject
    const settled = await Promise.allSettled([
      runPipeline(
        faultPipeline({
          synthetic: this.synthetic,
          destination: options.wrap?.(destination) ?? destination,
          stream: options.stream ?? this.#options.stream,
          pipeline: {
            now: () => this.now() + this.engineSkewInMs,
            ...this.#options.pipeline,
            ...options.pipeline,
          },
        }),
      ),
    ])
    const [outcome] = settled
    if (outcome.status === 'fulfilled') return { result: outcome.value, error: undefined }
    return { result: undefined, error: outcome.reason as Error }
  }

  /** A run that must succeed. */
  async succeed(options: RunOptions = {}): Promise<RunResult> {
    const { result, error } = await this.run(options)
    if (error !== undefined) throw error
    if (result?.status !== 'succeeded') throw new Error(`the run ended as ${result?.status ?? 'nothing'}`)
    return result
  }

  /** All violations of the ledger. */
  check(check: Partial<LedgerCheck> = {}): Promise<readonly string[]> {
    return this.#checker.check({ moment: 'ended', truth: 'everything', ...check })
  }

  /** What the destination says stands. */
  inspect(): Promise<PipelineState> {
    return this.#subject.destination.inspect({
      pipeline: faultPipelineId,
      maxRuns: 1000,
      signal: new AbortController().signal,
      logger: silentLogger,
    })
  }
}

/** The code of the error that made a run fail; of the run's error itself where there is no cause. */
export function causeCode({ error }: Ended): unknown {
  const cause: unknown = RunError.isInstance(error) ? error.cause : error
  return typeof cause === 'object' && cause !== null ? Reflect.get(cause, 'code') : undefined
}
