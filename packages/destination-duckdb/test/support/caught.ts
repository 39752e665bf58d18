import { MillraceError, RunError } from '@millrace/core'

/** What a call throws; of a run that failed, the reason. */
export async function caught(call: () => Promise<unknown>): Promise<MillraceError> {
  try {
    await call()
  } catch (error) {
    const reason = RunError.isInstance(error) ? error.cause : error
    if (MillraceError.isInstance(reason)) return reason
    throw error
  }
  throw new Error('nothing was thrown')
}

/** All that an error shows: its message, its stack, and what it was caused by. */
export function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return `${error.stack ?? error.message} ${JSON.stringify(error)} ${error.cause === undefined ? '' : textOf(error.cause)}`
}
