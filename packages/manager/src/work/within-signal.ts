/** Waits for work until the signal is aborted, then throws its reason: plug-ins may overlook a signal. */
export async function withinSignal<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  const expired = Promise.withResolvers<never>()
  const expire = (): void => expired.reject(signal.reason)
  signal.addEventListener('abort', expire, { once: true })
  if (signal.aborted) expire()
  try {
    return await Promise.race([work, expired.promise])
  } finally {
    signal.removeEventListener('abort', expire)
  }
}
