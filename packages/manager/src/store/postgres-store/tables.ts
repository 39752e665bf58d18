/** The tables of a store, in a schema of its own. */
export interface Tables {
  /** One row per migration that was carried out. */
  readonly migrations: { readonly number: number; readonly name: string }
  /** One row. */
  readonly store: { readonly id: string }
  /** The last id of each kind. Not sequences: a record may be made with an id from outside, and those after it are to be higher. */
  readonly ids: { readonly kind: string; readonly last: number }
  readonly records: RecordTable
}

/** Everything that is kept; see `columnsOf` for what is taken out of the value. */
export interface RecordTable {
  readonly kind: string
  readonly id: number
  readonly account: number
  readonly revision: number
  readonly pipeline: number | null
  readonly source: number | null
  readonly destination: number | null
  readonly state: string | null
  /** In milliseconds since 1970. */
  readonly due_at: number | null
  /** As `json`, which keeps the text as it is; `jsonb` would sort its keys, and refuse some texts. */
  readonly value: string
}
