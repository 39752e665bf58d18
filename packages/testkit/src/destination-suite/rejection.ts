import { MillraceError } from '@millrace/core/plugin'

/** What a call that went through counts as, for tests that only ask whether it did. */
export const notRefused = 'it was not refused'

/** What a promise is rejected with; `notRefused` where it is not. */
export async function rejectionOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise
  } catch (error) {
    return error
  }
  return notRefused
}

/** Code of the error a promise is rejected with, so that a test can say what it waits for. */
export async function codeOf(promise: Promise<unknown>): Promise<string> {
  const error = await rejectionOf(promise)
  return MillraceError.isInstance(error) ? error.code : String(error)
}
