import { setTimeout as wait } from 'node:timers/promises'

/** How a promise ended, or that it did not in time. */
export type Settled<Value> =
  | { readonly type: 'value'; readonly value: Value }
  | { readonly type: 'error'; readonly error: unknown }
  | { readonly type: 'late' }

export async function settle<Value>(promise: Promise<Value>, timeoutInMs: number): Promise<Settled<Value>> {
  const timer = new AbortController()
  const late = wait(timeoutInMs, undefined, { signal: timer.signal }).then(
    () => ({ type: 'late' as const }),
    () => ({ type: 'late' as const }),
  )
  const settled = promise.then(
    (value) => ({ type: 'value' as const, value }),
    (error: unknown) => ({ type: 'error' as const, error }),
  )
  try {
    return await Promise.race([settled, late])
  } finally {
    timer.abort()
  }
}

/** Time enough for work that should not be going on to show itself. */
export async function waitForStrayWork(): Promise<void> {
  await wait(25)
}
