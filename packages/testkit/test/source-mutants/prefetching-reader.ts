import type { Part } from '@millrace/core/plugin'
import { mutateRead } from './source-mutant.ts'
import type { SourceMutant } from './source-mutant.ts'

/** Reads everything into memory before it yields the first part. */
export const prefetchingReader: SourceMutant = {
  group: 'pull',
  test: 'at most one part is read ahead',
  because: /asks for \d+ while one part is pulled/,
  create: mutateRead(async function* prefetch(parts, { signal }) {
    const buffer: Part[] = []
    for await (const part of parts) buffer.push(part)
    for (const part of buffer) {
      signal.throwIfAborted()
      yield part
      signal.throwIfAborted()
    }
  }),
}
