/** What the codes of a package beside the core mean, one sentence each. */
export interface PluginCodes {
  /** Its own classes of errors. Default: `SourceError` or `DestinationError`. */
  readonly classes?: readonly string[]
  /** Codes of errors that it throws. */
  readonly errors: Readonly<Record<string, string>>
  /** Codes of rejects, for values that it cannot hold. */
  readonly rejects: Readonly<Record<string, string>>
  /** Codes of warnings in the records of runs. Default: none. */
  readonly warnings?: Readonly<Record<string, string>>
}
