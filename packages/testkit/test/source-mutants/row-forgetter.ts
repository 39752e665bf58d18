import type { Part } from '@millrace/core/plugin'
import { mutateRead } from './source-mutant.ts'
import type { SourceMutant } from './source-mutant.ts'

/** Going on from a savepoint, it passes over the first record. */
export const rowForgetter: SourceMutant = {
  group: 'resume',
  test: 'what came before a savepoint and what follows it are everything',
  because: /\d+ records are missing/,
  alsoIn: ['incremental'],
  create: mutateRead(async function* forget(parts, { savepoint }): AsyncGenerator<Part> {
    let isFirst = savepoint !== undefined
    for await (const part of parts) {
      if ('records' in part && isFirst) {
        isFirst = false
        yield { records: part.records.slice(1) }
      } else yield part
    }
  }),
}
