import { z } from 'zod'
import { parseSettings } from '../parse-settings.ts'
import type { Fetch, HttpClientOptions } from './http-client-options.ts'
import type { HttpCredentials, OAuthCredentials } from './http-credentials.ts'
import type { RateLimits } from './rate-budget.ts'

/** The options with their defaults. */
export interface ResolvedClientOptions {
  readonly baseUrl: URL
  readonly credentials?: HttpCredentials | undefined
  readonly headers: Readonly<Record<string, string>>
  readonly fetch: Fetch
  readonly budget: RateLimits
  readonly retry: ResolvedRetry
  readonly timeoutInMs: number
  readonly maxBodyBytes: number
  readonly judge?: HttpClientOptions['judge'] | undefined
}

export interface ResolvedRetry {
  readonly maxRetries: number
  readonly firstDelayInMs: number
  readonly maxDelayInMs: number
  readonly maxElapsedInMs: number
  readonly statuses: readonly number[]
}

const longestTimerInMs = 2 ** 31 - 1
const delay = z.number().min(0).max(longestTimerInMs)
const count = z.int().min(1)
const text = z.string().min(1)

const budget = z.strictObject({
  requestsPerSecond: z.number().positive().max(1_000_000).default(Infinity),
  maxInFlight: count.default(4),
  requestsPerHour: count.default(Infinity),
  maxWaitInMs: z.number().min(0).default(60_000),
})

const retry = z.strictObject({
  maxRetries: z.int().min(0).default(8),
  firstDelayInMs: delay.default(1000),
  maxDelayInMs: delay.default(60_000),
  maxElapsedInMs: z.number().min(0).default(300_000),
  statuses: z.array(z.int().min(100).max(599)).default([408, 425, 429, 500, 502, 503, 504]),
})

const credentials = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('bearer'), token: text }),
  z.strictObject({ type: z.literal('basic'), user: z.string(), password: z.string() }),
  z.strictObject({ type: z.literal('header'), name: text, value: text }),
  z.strictObject({ type: z.literal('query'), name: text, value: text }),
  z.strictObject({
    type: z.literal('oauth'),
    token: z.custom<OAuthCredentials['token']>(isFunction, 'expected a function'),
    account: text.exactOptional(),
  }),
])

const optionsSchema: z.ZodType<ResolvedClientOptions> = z.strictObject({
  baseUrl: z.string().transform(parseBaseUrl),
  credentials: credentials.optional().refine(canBeHeader, 'has characters that a header cannot hold'),
  headers: z
    .record(z.string(), z.string())
    .default({})
    .refine((headers) => Object.entries(headers).every(isHeader), 'has a name or value that a header cannot hold'),
  fetch: z.custom<Fetch>(isFunction, 'expected a function').default(() => callGlobalFetch),
  budget: budget.prefault({}),
  retry: retry.prefault({}),
  timeoutInMs: z.number().min(1).max(longestTimerInMs).default(60_000),
  maxBodyBytes: count.default(64 * 1024 * 1024),
  judge: z.custom<HttpClientOptions['judge']>(isFunction, 'expected a function').optional(),
})

/** Checks the options and fills in the defaults. Throws one `InvalidOptionsError` with every problem; it shows no values. */
export function resolveClientOptions(options: HttpClientOptions): ResolvedClientOptions {
  return parseSettings(optionsSchema, options)
}

/** Whether the values can be sent as headers. `Headers` itself would put them into its error. */
export function isHeader([name, value]: readonly [string, string]): boolean {
  try {
    return new Headers([[name, value]]).has(name)
  } catch {
    return false
  }
}

/** Looked up with each request: an app may replace it after the client was made. */
const callGlobalFetch: Fetch = (url, init) => globalThis.fetch(url, init)

function parseBaseUrl(given: string, context: z.RefinementCtx): URL {
  const url = URL.canParse(given) ? new URL(given) : undefined
  const problem = url === undefined ? 'is no URL' : problemOf(url)
  if (url !== undefined && problem === undefined) return url
  context.addIssue({ code: 'custom', message: problem ?? 'is no URL' })
  return z.NEVER
}

function problemOf(url: URL): string | undefined {
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'begins with neither https:// nor http://'
  if (url.username !== '' || url.password !== '') return 'has a user or password in it; give them as credentials'
  if (url.hash !== '') return 'has a #, and what follows it is never sent'
  return url.search === '' ? undefined : 'has a query; give it with the requests, or as credentials'
}

function canBeHeader(given: HttpCredentials | undefined): boolean {
  if (given?.type === 'bearer') return isHeader(['authorization', `Bearer ${given.token}`])
  if (given?.type === 'header') return isHeader([given.name, given.value])
  return given?.type !== 'basic' || !given.user.includes(':')
}

function isFunction(value: unknown): boolean {
  return typeof value === 'function'
}
