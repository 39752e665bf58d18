/** What a key may do: look, or everything. */
export type Access = 'read' | 'full'

/** Who asks. */
export interface Caller {
  /** Tells callers apart, for limits. */
  readonly id: string
  readonly access: Access
  /** The only account of the key; null: it chooses. */
  readonly account: number | null
}
