import type { Logger, Part } from '@millrace/core/plugin'
import { isGone } from '../../api/read-refusal.ts'

/**
 * Entries of somebody who was removed can be listed no longer: their rows stay as they are. Other than a skipped partition this
 * does not keep rows of others from being deleted.
 */
export async function* skipUnlistedUser(
  parts: AsyncIterable<Part>,
  partition: string,
  logger: Logger,
): AsyncGenerator<Part> {
  try {
    yield* parts
  } catch (error) {
    if (!isGone(error)) throw error
    logger.warn({ partition }, 'the user is no longer in the workspace: rows that stand are kept')
  }
}
