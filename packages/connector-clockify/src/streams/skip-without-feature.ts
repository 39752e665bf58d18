import type { Part } from '@millrace/core/plugin'
import { isForbidden } from '../api/access.ts'

/** A read whose refusal for want of a right or a feature is a warning, not a failure. */
export async function* skipWithoutFeature(parts: AsyncIterable<Part>): AsyncGenerator<Part> {
  try {
    yield* parts
  } catch (error) {
    if (!isForbidden(error)) throw error
    yield { skipped: error.message }
  }
}
