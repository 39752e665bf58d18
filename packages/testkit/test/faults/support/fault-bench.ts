import { memoryDestination, RunError, runPipeline } from '@millrace/core'
import type { MemoryDestination, PipelineOptions, RunResult, StreamOptions } from '@millrace/core'
import type { Destination, StoredSavepoint } from '@millrace/core/plugin'
import { ledgerChecker } from '../../../src/ledger-checker/ledger-checker.ts'
import type { LedgerCheck, LedgerCheckerOptions } from '../../../src/ledger-checker/ledger-checker.ts'
import { syntheticSource } from '../../../src/synthetic-source/synthetic-source.ts'
import type { Synthetic } from '../../../src/synthetic-source/synthetic-source.ts'
import type { SyntheticOptions } from '../../../src/synthetic-source/synthetic-options.ts'

/** How a run ended: exactly one of the two is there. */
export interface Ended {
  readonly result: RunResult | undefined
  readonly error: Error | undefined
}

export interface BenchOptions {
  readonly synthetic: SyntheticOptions
  /** Options of every run. */
  readonly pipeline?: Partial<PipelineOptions>
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
  readonly wrap?: (destination: MemoryDestination) => Destination
}

const leaseDurationInMs = 60_000

/** One pipeline from a synthetic source into memory, with a clock of its own and the ledger checker beside it. */
export class FaultBench {
  readonly synthetic: Synthetic
  readonly memory: MemoryDestination
  readonly #options: BenchOptions
  readonly #checker: ReturnType<typeof ledgerChecker>
  /** Added to the engine's clock, not to the destination's. */
  engineSkewInMs = 0

  constructor(options: BenchOptions) {
    this.#options = options
    this.synthetic = syntheticSource(options.synthetic)
    this.memory = memoryDestination({ now: () => this.now() })
    this.#checker = ledgerChecker({
      synthetic: this.synthetic,
      destination: this.memory,
      pipeline: 'p',
      ...(options.project === undefined ? {} : { project: options.project }),
      reader: {
        rows: async (table) => this.memory.table(table),
        deltaRows: async (table) => this.memory.deltaTable(table),
        rejects: async (stream) => this.memory.rejects('p', stream),
      },
    })
  }

  get world(): Synthetic['world'] {
    return this.synthetic.world
  }

  get savepoints(): readonly StoredSavepoint[] {
    return this.memory.savepoints('p', this.synthetic.stream.name)
  }

  now(): number {
    return this.world.now().getTime()
  }

  /** Lets the lease of a run that died run out. */
  passLease(): void {
    this.world.advance(leaseDurationInMs + 1)
  }

  async run(options: RunOptions = {}): Promise<Ended> {
    const destination = options.wrap?.(this.memory) ?? this.memory
    const stream: StreamOptions = {
      deltas: { '': 'entries_history', lines: 'lines_history' },
      ...(options.stream ?? this.#options.stream),
    }
    const settled = await Promise.allSettled([
      runPipeline({
        id: 'p',
        source: this.synthetic.source,
        destination,
        now: () => this.now() + this.engineSkewInMs,
        leaseDurationInMs,
        retryDelayInMs: 1,
        ...this.#options.pipeline,
        ...options.pipeline,
        streams: { [this.synthetic.stream.name]: stream },
      }),
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
}

/** The code of the error that made a run fail; of the run's error itself where there is no cause. */
export function causeCode({ error }: Ended): unknown {
  const cause: unknown = RunError.isInstance(error) ? error.cause : error
  return typeof cause === 'object' && cause !== null ? Reflect.get(cause, 'code') : undefined
}
