import { InvalidOptionsError } from '@millrace/core'
import type { Logger } from '@millrace/core'
import { z } from 'zod'
import type { Access } from './keys/caller.ts'
import { digestOf } from './keys/digest.ts'
import type { FixedKey } from './keys/find-caller.ts'
import type { RateLimit } from './limits/rate-limiter.ts'

/** A key that the app brings, beside those of `apiKeys(manager)`. */
export interface GivenKey {
  /** Begins with `api_`. */
  readonly key: string
  /** Default `full`. */
  readonly access?: Access
  /** Its only account. Default null: the requests choose, by a header. */
  readonly account?: number | null
}

/** How the API is served. */
export interface ApiOptions {
  /** Keys from elsewhere, such as the environment. Default: only those of `apiKeys(manager)` are known. */
  readonly keys?: readonly GivenKey[]
  /** What stands before all paths: `/api`. Default `''`. */
  readonly basePath?: string
  /** The header in which a key without an account names one. Default `Millrace-Account`. */
  readonly accountHeader?: string
  /** Default 1,048,576. */
  readonly maxBodyBytes?: number
  /** A request that takes longer is answered with 503. Default 120,000. */
  readonly timeLimitInMs?: number
  /** For each key, in this process. Default: 600 a minute; null: none. */
  readonly rateLimit?: RateLimit | null
  /** How long the answer to an idempotency key is kept. Default: a day. */
  readonly idempotencyKeepInMs?: number
  /** Origins whose pages may call the API; `'*'`: all. Default: none. */
  readonly cors?: { readonly origins: readonly string[] | '*' } | null
  /** Is told what went wrong here. Default: nothing is logged. */
  readonly logger?: Logger
}

/** The same with everything decided. */
export interface ResolvedOptions extends Required<Omit<ApiOptions, 'keys'>> {
  readonly keys: readonly FixedKey[]
}

const whole = z.int().min(1)

const schema: z.ZodType = z.strictObject({
  keys: z
    .array(
      z.strictObject({
        key: z.string().regex(/^api_\S+$/, 'must begin with api_'),
        access: z.enum(['read', 'full']).exactOptional(),
        account: whole.nullable().exactOptional(),
      }),
    )
    .exactOptional(),
  basePath: z
    .string()
    .regex(/^(?:\/[^/\s{}:*]+)*$/, 'must be empty or begin, and not end, with a slash')
    .exactOptional(),
  accountHeader: z.string().min(1).exactOptional(),
  maxBodyBytes: whole.exactOptional(),
  timeLimitInMs: whole.exactOptional(),
  rateLimit: z.strictObject({ requests: whole, perMs: whole }).nullable().exactOptional(),
  idempotencyKeepInMs: whole.exactOptional(),
  cors: z
    .strictObject({ origins: z.union([z.literal('*'), z.array(z.string())]) })
    .nullable()
    .exactOptional(),
  logger: z.looseObject({}).exactOptional(),
})

/** Throws `InvalidOptionsError` with every problem. */
export function resolveOptions(options: ApiOptions): ResolvedOptions {
  const { error } = schema.safeParse(options)
  if (error !== undefined) {
    throw new InvalidOptionsError(
      error.issues.map(({ path, message }) => ({ path: path.map(String).join('.'), message })),
    )
  }
  return {
    basePath: '',
    accountHeader: 'Millrace-Account',
    maxBodyBytes: 1_048_576,
    timeLimitInMs: 120_000,
    rateLimit: { requests: 600, perMs: 60_000 },
    idempotencyKeepInMs: 86_400_000,
    cors: null,
    logger: silentLogger,
    ...options,
    keys: (options.keys ?? []).map(({ key, access = 'full', account = null }, index) => {
      return { id: `given-${index}`, digest: digestOf(key), access, account }
    }),
  }
}

const nothing = (): void => undefined
const silentLogger: Logger = { debug: nothing, info: nothing, warn: nothing, error: nothing }
