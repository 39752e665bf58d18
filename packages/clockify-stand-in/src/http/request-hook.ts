/** What a hook learns of a request. */
export interface HookedRequest {
  readonly method: string
  /** With the base: `/api/v1/workspaces`. */
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly body: unknown
  /** How many requests with this method and path have come, this one included. */
  readonly count: number
}

/** Called before a request is answered, for example to change the world between two pages. */
export type RequestHook = (request: HookedRequest) => void | Promise<void>
