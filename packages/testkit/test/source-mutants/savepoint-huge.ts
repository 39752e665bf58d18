import type { Part } from '@millrace/core/plugin'
import { mutateRead } from './source-mutant.ts'
import type { SourceMutant } from './source-mutant.ts'

/** Puts a list into its savepoints that grows without bounds. */
export const savepointHuge: SourceMutant = {
  group: 'read',
  test: 'parts are of known kinds, and whole',
  because: /savepoint of \d+ bytes; 65536 are allowed/,
  create: mutateRead(async function* grow(parts): AsyncGenerator<Part> {
    for await (const part of parts) {
      if ('savepoint' in part) yield { savepoint: Object.assign({}, part.savepoint, { seen: 'x'.repeat(70_000) }) }
      else yield part
    }
  }),
}
