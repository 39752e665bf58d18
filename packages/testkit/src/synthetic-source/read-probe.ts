/** What a synthetic source was asked for so far; for tests of whoever reads it. */
export interface SyntheticProbe {
  /** Looks into the log: one for each page. */
  readonly pages: number
  /** Parts yielded. */
  readonly parts: number
  /** Records yielded. */
  readonly records: number
  /** Reads begun and not ended. */
  readonly openReads: number
}

export class ReadProbe implements SyntheticProbe {
  pages = 0
  parts = 0
  records = 0
  openReads = 0
}
