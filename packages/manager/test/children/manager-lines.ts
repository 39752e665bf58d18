/** What a manager in a process of its own is started with. */
export interface ManagerOrder {
  readonly connectionString: string
  readonly schema: string
  /** Records that the source has. */
  readonly records: number
  /** The read waits for ever once it has yielded so many; never, if undefined. */
  readonly stopsAfter?: number
  /** Waited for after each part. */
  readonly delayInMs?: number
}

/** What it tells, as lines of JSON. */
export type ManagerLine =
  | { readonly type: 'ready' }
  /** A read begins after the record with this number. */
  | { readonly type: 'reading'; readonly after: number }
  | { readonly type: 'stopped' }
  | { readonly type: 'stopping-ended' }
