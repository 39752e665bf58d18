/** What the codes of a plug-in package mean, one sentence each. */
export interface PluginCodes {
  /** Codes of errors that it throws. */
  readonly errors: Readonly<Record<string, string>>
  /** Codes of rejects, for values that it cannot hold. */
  readonly rejects: Readonly<Record<string, string>>
}
