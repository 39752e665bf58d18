import type { Capabilities } from './capabilities.ts'
import type { Context } from './context.ts'
import type { ContractVersion } from './contract-version.ts'
import type { RunRecord } from './run-record.ts'
import type { Session, StreamState } from './session.ts'

/** What a run that begins asks of a destination. */
export interface OpenRequest extends Context {
  /** The pipeline's id: the key of its state and its lease. */
  readonly pipeline: string
  /** The run's id. */
  readonly run: string
  /** How long the lease holds without being renewed, by the destination's own time. */
  readonly leaseDurationInMs: number
  /** Joins a run that another process holds, as one of its workers. Disposing then leaves the lease alone. */
  readonly join?: { readonly epoch: number }
  /** Record to store at once with status `running`, completed with the run's number. */
  record(number: number): RunRecord
}

/** What stands in a destination for a pipeline, read without taking its lease. */
export interface PipelineState {
  /** Of each stream that the destination knows. */
  readonly streams: readonly StreamState[]
  /** Newest first. */
  readonly runs: readonly RunRecord[]
  /** Whether a live run holds the pipeline. */
  readonly isBusy: boolean
}

/** Where records go. Made by a destination's factory through `defineDestination`. */
export interface Destination {
  /** Stamped by `defineDestination`. */
  readonly contract: ContractVersion
  /** Short, stable, lower case: `postgres`. */
  readonly name: string
  /** What it can do; the engine keeps within it. */
  readonly capabilities: Capabilities
  /** Throws an error that says what to mend. Leaves nothing behind. */
  check(context: Context): Promise<void>
  /** Throws `PipelineBusyError` while a live run holds the pipeline, `DestinationBusyError` while another process holds the file. */
  open(request: OpenRequest): Promise<Session>
  /** Reads what stands, changes nothing. `maxRuns` bounds the run records. */
  inspect(request: Context & { readonly pipeline: string; readonly maxRuns: number }): Promise<PipelineState>
}
