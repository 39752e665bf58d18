import type { Connector, Key, Source } from '@millrace/core/plugin'
import type { Toggle } from '../toggle.ts'

/** A fresh source, and what the suite has to know of it and to do with it. */
export interface SourceUnderTest {
  /**
   * Small pages make good tests: at least one stream should come in four parts or more, and all of it within seconds.
   */
  readonly source: Source
  /** What is expected of single streams, by name. Streams that are not named are tested as well. */
  readonly streams?: Readonly<Record<string, StreamExpectation>>
  /** The moment at which the runs begin, as for recorded answers. Default: now. */
  readonly now?: Date
  /** The connector the source was made by. Toggle `settings`. */
  readonly settings?: SettingsUnderTest
  /** A source that cannot work: a wrong key, a host that does not exist. Toggle `brokenCheck`. */
  readonly broken?: Source
  /** Canaries: texts that no error may contain, such as the keys given to `source` and `broken`. */
  readonly secrets?: readonly string[]
  /** Changes what the source reads; answers what it changed, by stream. Toggle `change`. */
  readonly change?: () => Promise<SourceChanges> | SourceChanges
  /** From now on the source's origin fails, as with status 500. Toggle `failure`. */
  readonly fail?: () => Promise<void> | void
  /** How often the origin was asked so far: requests, queries, pages. Toggle `probe`. */
  readonly probe?: () => number
  /** What is held at the moment: connections, cursors, files. Checked, where it is given, together with `probe`. */
  readonly openHandles?: () => number
  /** Called once after each test, also when it failed. */
  readonly close?: () => Promise<void> | void
}

export interface StreamExpectation {
  /** What a user sets for the stream; parsed by its `parameters`. Default `{}`. */
  readonly parameters?: unknown
  /** Records that a full read gives at least. Default 1. */
  readonly minRecords?: number
}

export interface SettingsUnderTest {
  readonly connector: Connector
  /** Settings that work. */
  readonly valid: unknown
  /** Settings that must be refused, each with the path that the refusal must name: `apiKey`, `regions[0]`. */
  readonly invalid: readonly { readonly settings: unknown; readonly path: string }[]
  /** Top-level settings that are secret: they must be marked with `.meta({ isSecret: true })`. */
  readonly secret: readonly string[]
}

/** By stream: keys of the records that are new or different, and of those that are gone. */
export type SourceChanges = Readonly<Record<string, StreamChanges>>

export interface StreamChanges {
  readonly changed?: readonly Key[]
  /** Only those that the source reports itself, by `{ deleted }`. */
  readonly removed?: readonly Key[]
}

/** What a source may not offer. Everything is on unless it is switched off with a reason. */
export interface SourceToggles {
  /** The source is made by a connector: `settings` is given. */
  readonly settings?: Toggle
  /** The source's `check` can fail: `broken` is given. */
  readonly brokenCheck?: Toggle
  /** A full read brings each key once. Off where pages or windows may overlap. */
  readonly uniqueKeys?: Toggle
  /** Two reads of an unchanged source bring the same records. Off for a live feed. */
  readonly repeatable?: Toggle
  /** A stream can be read incrementally, and `change` is given. */
  readonly change?: Toggle
  /** An incremental read brings only what changed. Off where windows are read again. */
  readonly exactIncrements?: Toggle
  /** A stream yields savepoints. */
  readonly savepoints?: Toggle
  /** `fail` is given. */
  readonly failure?: Toggle
  /** `probe` is given. */
  readonly probe?: Toggle
}

export type SourceToggle = keyof SourceToggles

export interface SourceSuiteOptions {
  /** Called at the start of each test. Sources made by it must not share anything that a test can change. */
  readonly create: () => Promise<SourceUnderTest> | SourceUnderTest
  readonly toggles?: SourceToggles
  /** How long a read may take to end after it was cancelled or given up. Default 1,000. */
  readonly graceInMs?: number
  /** A read that yields more parts than this is taken for endless. Default 10,000. */
  readonly maxParts?: number
  /** How many savepoints of a read are tried, spread evenly. Default 20. */
  readonly maxSavepoints?: number
}
