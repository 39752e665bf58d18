import { setTimeout as wait } from 'node:timers/promises'
import { SourceError } from '@millrace/core/plugin'

/** Where the API is, and the token it wants. */
export interface AgencySettings {
  readonly url: string
  readonly token: string
}

const maxAttempts = 4
const timeoutInMs = 10_000
const maxWaitInMs = 30_000

/** Reads a list page by page; nothing is fetched before it is asked for. */
export async function* fetchPages<Item>(
  settings: AgencySettings,
  path: string,
  signal: AbortSignal,
): AsyncGenerator<readonly Item[]> {
  let next: string | null = path
  while (next !== null) {
    const page: Page<Item> = await fetchPage(settings, next, signal)
    yield page.items
    next = page.next
  }
}

interface Page<Item> {
  readonly items: readonly Item[]
  readonly next: string | null
}

/** Asks again where the API is busy; gives up with an error that the engine may retry. */
async function fetchPage<Item>(settings: AgencySettings, path: string, signal: AbortSignal): Promise<Page<Item>> {
  for (let attempt = 1; ; attempt += 1) {
    const response = await request(settings, path, signal)
    if (response.ok) return (await response.json()) as Page<Item>
    const isRetryable = response.status === 429 || response.status >= 500
    if (!isRetryable || attempt === maxAttempts) throw toError(response.status, path, isRetryable)
    await response.body?.cancel()
    const askedInMs = Number(response.headers.get('retry-after') ?? 0) * 1_000
    await wait(Math.min(askedInMs || 100 * 2 ** attempt, maxWaitInMs), undefined, { signal })
  }
}

async function request({ url, token }: AgencySettings, path: string, signal: AbortSignal): Promise<Response> {
  try {
    return await fetch(`${url}${path}`, {
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutInMs)]),
    })
  } catch (cause) {
    signal.throwIfAborted()
    throw new SourceError({ message: `the agency API at ${url} does not answer`, isRetryable: true, cause })
  }
}

function toError(status: number, path: string, isRetryable: boolean): SourceError {
  if (status === 401) {
    return new SourceError({
      code: 'agency_wrong_token',
      message: 'the agency API refused the token: check settings.token',
    })
  }
  return new SourceError({ message: `the agency API answered ${status} to ${path.replace(/\?.*/, '')}`, isRetryable })
}
