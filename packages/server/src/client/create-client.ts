import type { RunBody } from '../schemas/run.ts'
import { ClientError } from './client-error.ts'
import { operationLines } from './operation-lines.ts'
import type { OperationName, Operations } from './operations.ts'
import { readEvents } from './read-events.ts'

/** Where the API is, and who asks. */
export interface ClientOptions {
  /** With the base path, without `/v1`: `https://example.com/api`. */
  readonly url: string
  /** `api_…` */
  readonly key: string
  /** For a key without an account. Default: the default account. */
  readonly account?: number
  /** Default: the global `fetch`. */
  readonly fetch?: typeof fetch
}

export interface CallOptions {
  readonly signal?: AbortSignal
  /** So that a POST can be repeated safely. */
  readonly idempotencyKey?: string
}

type Given<Name extends OperationName> = Operations[Name]['given']

/** Nothing need be given where nothing is required. */
type Arguments<Name extends OperationName> =
  Record<never, never> extends Given<Name>
    ? [given?: Given<Name>, options?: CallOptions]
    : [given: Given<Name>, options?: CallOptions]

/** The API, with types. */
export interface Client {
  /** Carries out an operation by its name in the OpenAPI document. Throws a `ClientError` for what is refused. */
  call<Name extends OperationName>(name: Name, ...rest: Arguments<Name>): Promise<Operations[Name]['answer']>
  /** The run as it stands, and again whenever it has changed, until it is over. */
  watchRun(id: number, options?: Pick<CallOptions, 'signal'>): AsyncIterable<Required<RunBody>>
}

interface Parts {
  readonly id?: number
  readonly query?: object
  readonly body?: unknown
}

export function createClient(options: ClientOptions): Client {
  return {
    async call(name, ...[given, callOptions = {}]) {
      const response = await send(options, operationLines[name], given ?? {}, callOptions)
      return (await readAnswer(response)) as never
    },
    async *watchRun(id, callOptions = {}) {
      const response = await send(options, 'GET /pipelines/runs/{id}/events', { id }, callOptions)
      if (!response.ok || response.body === null) await readAnswer(response)
      else yield* readEvents<Required<RunBody>>(response.body)
    },
  }
}

async function send(
  { url, key, account, fetch: ask = fetch }: ClientOptions,
  line: string,
  { id, query = {}, body }: Parts,
  { signal, idempotencyKey }: CallOptions,
): Promise<Response> {
  const [method = 'GET', path = ''] = line.split(' ')
  const target = new URL(`${url.replace(/\/$/, '')}/v1${path.replace('{id}', String(id))}`)
  for (const [name, value] of Object.entries(query)) target.searchParams.set(name, String(value))
  const headers: Record<string, string> = {
    authorization: `Bearer ${key}`,
    ...(account === undefined ? {} : { 'millrace-account': String(account) }),
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
  }
  return ask(target, {
    method,
    headers,
    ...(signal === undefined ? {} : { signal }),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
}

async function readAnswer(response: Response): Promise<unknown> {
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.includes('json') === true
  const body: unknown = isJson && text !== '' ? JSON.parse(text) : undefined
  const isRefused = (body as { readonly success?: unknown } | undefined)?.success === false
  if (!response.ok || isRefused) throw new ClientError(response, body)
  return body
}
