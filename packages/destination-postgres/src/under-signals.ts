/**
 * Does work under a signal that is aborted with the first of these. Unlike with `AbortSignal.any`, nothing is left on them when
 * the work is done: one of them may outlive thousands of calls.
 */
export async function underSignals<Result>(
  signals: readonly AbortSignal[],
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController()
  const watched = signals.map((signal) => ({ signal, onAbort: () => controller.abort(signal.reason) }))
  for (const { signal, onAbort } of watched) {
    if (signal.aborted) onAbort()
    signal.addEventListener('abort', onAbort, { once: true })
  }
  try {
    return await work(controller.signal)
  } finally {
    for (const { signal, onAbort } of watched) signal.removeEventListener('abort', onAbort)
  }
}
