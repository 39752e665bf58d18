import type { Part } from '@millrace/core/plugin'
import { mutateRead } from './source-mutant.ts'
import type { SourceMutant } from './source-mutant.ts'

/** Gets the same page for ever, as with a page token that is not passed on. */
export const endlessReader: SourceMutant = {
  group: 'read',
  test: 'a full read ends',
  because: /did not end within \d+ parts/,
  alsoIn: ['identity', 'streams', 'incremental', 'resume', 'cancellation', 'failures', 'pull'],
  create: mutateRead(async function* repeat(parts, { signal }): AsyncGenerator<Part> {
    for await (const part of parts) {
      if ('records' in part) {
        for (;;) {
          signal.throwIfAborted()
          yield part
        }
      }
    }
  }),
}
