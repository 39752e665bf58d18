import type { Part } from '@millrace/core/plugin'
import { mutateRead } from './source-mutant.ts'
import type { SourceMutant } from './source-mutant.ts'

/** Yields each savepoint before the records it covers. */
export const savepointAhead: SourceMutant = {
  group: 'resume',
  test: 'what came before a savepoint and what follows it are everything',
  because: /\d+ records are missing/,
  create: mutateRead(async function* swap(parts, { signal }): AsyncGenerator<Part> {
    let held: Part[] = []
    for await (const part of parts) {
      if ('savepoint' in part) {
        yield part
        signal.throwIfAborted()
        yield* held
        held = []
      } else held.push(part)
    }
    yield* held
  }),
}
