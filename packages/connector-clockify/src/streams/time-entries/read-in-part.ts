import type { Part } from '@millrace/core/plugin'

/**
 * The parts of a read that is not shown everything: nothing is complete, and no savepoint says that it has been read, so that
 * all of it comes as soon as the key may see it.
 */
export async function* readInPart(parts: AsyncIterable<Part>, reason: string): AsyncGenerator<Part> {
  for await (const part of parts) if (!('complete' in part) && !('savepoint' in part)) yield part
  yield { skipped: reason }
}
