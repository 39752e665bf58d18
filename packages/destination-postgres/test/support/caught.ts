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
