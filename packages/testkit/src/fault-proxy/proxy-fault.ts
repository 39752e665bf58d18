/** Where bytes flow. */
export type ProxyDirection = 'toServer' | 'toClient'

/** When a fault comes, by bytes that pass over all connections from the moment it is injected. */
export interface ByteTrigger {
  readonly direction: ProxyDirection
  /** So many bytes pass first. Default 0: with the next byte. */
  readonly afterBytes?: number
}

/** Who notices that a connection is cut. The server's side that stays is held open until the proxy is healed. */
export type CutSide = 'both' | 'client'

/** What goes wrong. */
export type ProxyFault =
  /** The connection on which the byte was to pass is reset; `connections: 'all'` resets all. Once. */
  | (ByteTrigger & {
      readonly type: 'reset'
      readonly connections?: 'one' | 'all'
      readonly side?: CutSide
    })
  /** The receiver is told that the sender has said all, and the other direction goes on. Once. */
  | (ByteTrigger & { readonly type: 'halfClose' })
  /** All connections stay open, those that come too, and nothing passes, until the proxy is healed. */
  | (ByteTrigger & { readonly type: 'blackHole' })
  /** Everything comes later, until the proxy is healed. */
  | { readonly type: 'latency'; readonly delayInMs: number }
  /** Connections that come are reset at once, until the proxy is healed. */
  | { readonly type: 'refuse' }
  /**
   * The connection is reset at a COMMIT: `before` it reaches the server, or `after` the server has committed and before
   * the client hears of it. Once. Needs a proxy that understands Postgres.
   */
  | {
      readonly type: 'commit'
      readonly cut: 'before' | 'after'
      /** Which of the commits, from 1. Default 1. */
      readonly nth?: number
      readonly side?: CutSide
    }
