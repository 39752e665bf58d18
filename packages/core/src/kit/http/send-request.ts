import { budgetFor } from './budget-registry.ts'
import { openExchange } from './exchange.ts'
import type { Exchange } from './exchange.ts'
import { FailedAttempt } from './failed-attempt.ts'
import { badRedirect, nextHop } from './hop.ts'
import type { Hop } from './hop.ts'
import type { Identity } from './identity.ts'
import { BudgetClosed } from './rate-budget.ts'
import type { RateBudget, RateLimits } from './rate-budget.ts'
import type { RequestCourse } from './request-course.ts'
import type { RequestPlan } from './request-plan.ts'
import type { ResolvedClientOptions } from './resolved-client-options.ts'
import { isSecretHeader } from './secret-headers.ts'

/** What a request is sent with. */
export interface Sending {
  readonly options: ResolvedClientOptions
  readonly identity: Identity
  readonly plan: RequestPlan
  readonly course: RequestCourse
  /** Takes the secrets of client and request out of texts that others will see. */
  readonly clean: (text: string) => string
}

/**
 * Makes something of an answer. The budget's slot is given back when it has ended, unless it takes the slot over by `keepSlot`
 * and gives it back itself.
 */
export type UseAnswer<Value> = (exchange: Exchange, keepSlot: () => () => void) => Promise<Value>

const mostHops = 10

/** One attempt: waits for the budget, sends, follows redirects. Throws a `FailedAttempt`, or the signal's reason. */
export async function sendRequest<Value>(sending: Sending, use: UseAnswer<Value>): Promise<Value> {
  let hop = sending.plan.hop
  let token: string | undefined
  const seen = new Set<string>()
  for (let hops = 0; hops <= mostHops; hops += 1) {
    const outcome = await sendHop(sending, hop, token, use)
    if (outcome.type === 'used') return outcome.value
    if (outcome.type === 'token-refused') {
      token = await sending.identity.renewToken(outcome.token, sending.plan.request.signal)
      continue
    }
    seen.add(`${hop.method} ${hop.url.href}`)
    hop = outcome.hop
    if (!hop.isAtHome) sending.identity.strip(hop.url)
    if (seen.has(`${hop.method} ${hop.url.href}`)) throw badRedirect('redirects in a circle')
  }
  throw badRedirect(`redirects more than ${mostHops} times`)
}

type HopOutcome<Value> =
  | { readonly type: 'used'; readonly value: Value }
  | { readonly type: 'redirected'; readonly hop: Hop }
  | { readonly type: 'token-refused'; readonly token: string }

async function sendHop<Value>(
  { options, identity, plan, course }: Sending,
  hop: Hop,
  renewed: string | undefined,
  use: UseAnswer<Value>,
): Promise<HopOutcome<Value>> {
  const { signal, expect = [] } = plan.request
  const token = hop.isAtHome ? (renewed ?? (await identity.token(signal))) : undefined
  const account = hop.isAtHome ? identity.fingerprint : 'nobody'
  const budget = budgetFor(`${hop.url.host} ${account}`)
  const release = await waitForBudget(budget, options.budget, course, signal)
  let isSlotKept = false
  let exchange: Exchange | undefined
  try {
    course.noteSent()
    const { fetch, timeoutInMs } = options
    exchange = await openExchange({ ...prepare(hop, options, identity, token), fetch, timeoutInMs, signal })
    const { status, headers } = exchange
    if (status === 401 && token !== undefined && !course.hasNewToken) {
      course.hasNewToken = true
      return { type: 'token-refused', token }
    }
    const next = expect.includes(status) ? undefined : nextHop(hop, status, headers)
    if (next !== undefined) return { type: 'redirected', hop: next }
    const value = await use(exchange, () => {
      isSlotKept = true
      return release
    })
    return { type: 'used', value }
  } catch (error) {
    if (!(error instanceof FailedAttempt)) throw error
    // Before the slot is given back, so that nobody asks in between.
    course.noteFailure(error.failure, budget)
    throw hop.url.origin === plan.hop.url.origin ? error : afterRedirect(error, hop)
  } finally {
    if (!isSlotKept) {
      exchange?.close()
      release()
    }
  }
}

async function waitForBudget(
  budget: RateBudget,
  limits: RateLimits,
  { isTooLate }: RequestCourse,
  signal: AbortSignal,
): Promise<() => void> {
  try {
    return await budget.begin({ limits, signal, isTooLate })
  } catch (error) {
    if (!(error instanceof BudgetClosed)) throw error
    const isQuota = error.reason === 'quota'
    throw new FailedAttempt({
      code: isQuota ? 'http_quota_used_up' : 'http_rate_limited',
      problem: isQuota ? 'was not sent: requestsPerHour is used up' : 'was not sent: the API has asked for a pause',
      remedy: `go on at ${error.until.toISOString()}`,
      mayPass: false,
      retryAt: error.until,
    })
  }
}

function prepare(
  hop: Hop,
  options: ResolvedClientOptions,
  identity: Identity,
  token: string | undefined,
): Pick<Parameters<typeof openExchange>[0], 'url' | 'init'> {
  const url = new URL(hop.url)
  const headers = new Headers({ accept: 'application/json' })
  if (hop.body !== undefined) headers.set('content-type', 'application/json')
  for (const [name, value] of Object.entries(options.headers)) {
    if (hop.isAtHome || !isSecretHeader(name)) headers.set(name, value)
  }
  for (const [name, value] of Object.entries(hop.headers)) headers.set(name, value)
  if (hop.isAtHome) identity.apply(url, headers, token)
  return { url, init: { method: hop.method, headers, ...(hop.body === undefined ? {} : { body: hop.body }) } }
}

function afterRedirect({ failure }: FailedAttempt, hop: Hop): FailedAttempt {
  return new FailedAttempt({
    ...failure,
    problem: `was redirected to ${hop.url.origin}, which ${failure.problem}`,
    remedy: hop.isAtHome ? failure.remedy : `${failure.remedy}; no credentials are sent to another origin`,
  })
}
