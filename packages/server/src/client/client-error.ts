/** The server did not do what it was asked. */
export class ClientError extends Error {
  /** Status of the answer. */
  readonly status: number
  /** Stable; `refused` where the form of the answer has no code. */
  readonly code: string
  /** Names the request in the log of the server. */
  readonly requestId: string | null
  /** Seconds after which it may go through; null where the server says nothing of that. */
  readonly retryAfter: number | null

  constructor(response: Response, body: unknown) {
    const { code, message } = readError(body) ?? { code: 'refused', message: `the server answered ${response.status}` }
    super(message)
    this.name = 'ClientError'
    this.status = response.status
    this.code = code
    this.requestId = response.headers.get('x-request-id')
    const seconds = Number(response.headers.get('retry-after') ?? Number.NaN)
    this.retryAfter = Number.isNaN(seconds) ? null : seconds
  }
}

/** What went wrong, in whichever form the route has; undefined where nothing did. */
function readError(body: unknown): { readonly code: string; readonly message: string } | undefined {
  if (!isObject(body)) return undefined
  const { success, error, detail, code } = body
  if (success === false) return { code: 'refused', message: String(error) }
  if (isObject(error)) return { code: String(error['code']), message: String(error['message']) }
  return typeof detail === 'string' ? { code: String(code), message: detail } : undefined
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
