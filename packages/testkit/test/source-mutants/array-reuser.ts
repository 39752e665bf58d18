import type { Part } from '@millrace/core/plugin'
import { mutateRead } from './source-mutant.ts'
import type { SourceMutant } from './source-mutant.ts'

/** Uses one array for all parts. */
export const arrayReuser: SourceMutant = {
  group: 'read',
  test: 'what was yielded is not changed afterwards',
  because: /parts were changed after they had been yielded/,
  create: mutateRead(async function* reuse(parts): AsyncGenerator<Part> {
    const buffer: unknown[] = []
    for await (const part of parts) {
      if (!('records' in part)) yield part
      else {
        buffer.splice(0, buffer.length, ...part.records)
        yield { records: buffer }
      }
    }
  }),
}
