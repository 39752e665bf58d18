import { SourceError } from '@millrace/core/plugin'
import type { Part, ReadRequest } from '@millrace/core/plugin'
import { isGone } from '../../api/read-refusal.ts'

/**
 * Entries of somebody who was removed can be listed no longer: their rows stay as they are. Other than a skipped partition this
 * does not keep rows of others from being deleted.
 */
export async function* skipUnlistedUser(
  parts: AsyncIterable<Part>,
  { partition, logger }: ReadRequest,
): AsyncGenerator<Part> {
  try {
    yield* parts
  } catch (error) {
    // The workspace has just been listed: what does not exist is the user.
    const isUnknown = SourceError.isInstance(error) && error.code === 'clockify_not_found'
    if (!isGone(error) && !isUnknown) throw error
    logger.warn({ partition }, 'the user is no longer in the workspace: rows that stand are kept')
  }
}
