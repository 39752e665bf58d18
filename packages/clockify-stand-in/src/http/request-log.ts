export interface LoggedRequest {
  readonly method: string
  /** As it was sent, with the base: `/api/v1/workspaces`. */
  readonly path: string
  /** Values of a repeated name are joined by commas. */
  readonly query: Readonly<Record<string, string>>
  /** The parsed JSON; `undefined` when there was none. */
  readonly body: unknown
  /** Milliseconds since 1970, by the real clock. */
  readonly at: number
  /** `undefined` for a request without a known key. */
  keyName: string | undefined
  /** 0 while there is no answer, and when the connection was reset or left hanging. */
  status: number
}

/** Which requests are counted; all that is named has to fit. */
export interface RequestFilter {
  readonly method?: string
  /** A part of the path, or a pattern. */
  readonly path?: string | RegExp
  readonly status?: number
  readonly keyName?: string
}

/** All requests since the start or the last `clear`. */
export class RequestLog {
  readonly #requests: LoggedRequest[] = []
  #inFlight = 0
  #maxInFlight = 0

  /** How many requests were being answered at the same time at most. */
  get maxInFlight(): number {
    return this.#maxInFlight
  }

  all(filter: RequestFilter = {}): readonly LoggedRequest[] {
    return this.#requests.filter((request) => fits(request, filter))
  }

  count(filter: RequestFilter = {}): number {
    return this.all(filter).length
  }

  clear(): void {
    this.#requests.length = 0
    this.#maxInFlight = this.#inFlight
  }

  [Symbol.iterator](): Iterator<LoggedRequest> {
    return this.#requests[Symbol.iterator]()
  }

  begin(request: LoggedRequest): void {
    this.#requests.push(request)
    this.#inFlight++
    this.#maxInFlight = Math.max(this.#maxInFlight, this.#inFlight)
  }

  end(): void {
    this.#inFlight--
  }
}

function fits(request: LoggedRequest, { method, path, status, keyName }: RequestFilter): boolean {
  if (method !== undefined && request.method !== method) return false
  if (status !== undefined && request.status !== status) return false
  if (keyName !== undefined && request.keyName !== keyName) return false
  if (path === undefined) return true
  return typeof path === 'string' ? request.path.includes(path) : path.test(request.path)
}
