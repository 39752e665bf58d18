import type { Destination } from '@millrace/core/plugin'
import type { Toggle } from '../toggle.ts'
import type { DestinationReader } from './destination-reader.ts'

/** A destination over a store, and a way to look into that store. */
export interface DestinationUnderTest {
  readonly destination: Destination
  readonly reader: DestinationReader
  /** Called once after each test, also when it failed; releases everything, sessions that were left open included. */
  close(): Promise<void> | void
  /**
   * The same store opened anew, as another process would after a crash. What was open before is never used again, and
   * of both only the new `close` is called: let go of the old ones here. Toggle `reopen`.
   */
  reopen?(): Promise<DestinationUnderTest>
}

/** What a destination may not offer. Everything is on unless it is switched off with a reason. */
export interface DestinationToggles {
  /** Keeps delta tables. Must agree with `capabilities.hasDeltas`. */
  readonly deltas?: Toggle
  /** Several sessions may work on one run (`join`). Must agree with `capabilities.isMultiProcess`. */
  readonly multiProcess?: Toggle
  /** `reader.createForeignTable` is there: the store can hold tables that are not Millrace's. */
  readonly foreignTables?: Toggle
  /** `reader.advanceClock` is there: tests can let a lease expire without waiting. */
  readonly clock?: Toggle
  /** `reopen` is there: the store outlives the objects that opened it. */
  readonly reopen?: Toggle
  /** Widens a column in place. Off, the suite expects `refused` and that nothing changed. */
  readonly widening?: Toggle
  /** The reader can read while the destination publishes. */
  readonly concurrentReads?: Toggle
}

export type DestinationToggle = keyof DestinationToggles

export interface DestinationSuiteOptions {
  /** A fresh, empty destination. Called at the start of each test. */
  readonly create: () => Promise<DestinationUnderTest>
  /** What is switched off. Default: nothing. */
  readonly toggles?: DestinationToggles
}
