import type { StopMode } from './postgres-server.ts'
import type { ServerUser } from './server-user.ts'

/** What is told to the keeper of a server, as a line of JSON. It answers each with one line. */
export type KeeperOrder = { readonly type: 'stop'; readonly mode: StopMode } | { readonly type: 'start' }

export type KeeperAnswer =
  | { readonly type: 'ready'; readonly server: ServerFacts }
  | { readonly type: 'done' }
  | { readonly type: 'failed'; readonly reason: string }

/** Where a server is. */
export interface ServerFacts {
  /** For a role that may do everything. */
  readonly connectionString: string
  /** Everything of it is in there; other users can walk into it. */
  readonly folder: string
  /** Whose processes are its own; undefined for the user of the tests. */
  readonly user: ServerUser | undefined
  /** The process that all others of it are children of, after its first start. */
  readonly processId: number
}
