import { setTimeout as timer } from 'node:timers/promises'

/** Waits for a promise, but no longer than until the signal is aborted; then throws its reason. */
export function untilAborted<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    const leave = (): void => reject(signal.reason)
    if (signal.aborted) leave()
    signal.addEventListener('abort', leave, { once: true })
    const forget = (): void => signal.removeEventListener('abort', leave)
    promise.then(resolve, reject).then(forget, forget)
  })
}

/** Waits for a time. Throws the signal's reason, not an error about it. */
export async function sleep(delayInMs: number, signal: AbortSignal): Promise<void> {
  try {
    await timer(delayInMs, undefined, { signal })
  } catch (error) {
    signal.throwIfAborted()
    throw error
  }
}
