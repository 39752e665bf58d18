import { mutateRead } from './source-mutant.ts'
import type { SourceMutant } from './source-mutant.ts'

/** Takes a failure of its origin for the end of the data. */
export const failureSwallower: SourceMutant = {
  group: 'failures',
  test: 'a failing read throws an error that says whether trying again may help',
  because: /every read ends as if all were well/,
  create: mutateRead(async function* swallow(parts, { signal }) {
    try {
      yield* parts
    } catch {
      signal.throwIfAborted()
    }
  }),
}
