import type { Destination, Reject } from '@millrace/core/plugin'
import type { LedgerReader } from '../ledger-checker/ledger-reader.ts'

/** A back door into a store, as the ledger checker needs it, and a way to let leases run out. */
export interface FaultReader extends LedgerReader {
  /** Rejects that are kept for a stream. */
  rejects(stream: string, pipeline: string): Promise<readonly Reject[]>
  /** Moves the time by which leases expire, or the stored leases into the past. */
  advanceClock(milliseconds: number): Promise<void> | void
}

/** A destination over an open store. A `DestinationUnderTest` whose reader can do a little more is one. */
export interface FaultSubject {
  readonly destination: Destination
  readonly reader: FaultReader
  /** Lets go of the store, also where sessions were left open. What was committed stays in it. */
  close(): Promise<void> | void
}

/** Where stores for faults come from: a folder for files, a server for databases. */
export interface FaultStores {
  /** Makes a new, empty store; answers its name, which means the same in every process: a path, an address. */
  create(): Promise<string> | string
  /** Opens a store, as any process would that finds it. It is never open twice. */
  open(store: string): Promise<FaultSubject> | FaultSubject
  /** Removes a store that is closed and not needed any more. */
  remove(store: string): Promise<void> | void
}
