import type { Part } from '@millrace/core/plugin'
import { mutateRead } from './source-mutant.ts'
import type { SourceMutant } from './source-mutant.ts'

/** Yields arrays of records that are not wrapped in parts. */
export const bareRecords: SourceMutant = {
  group: 'read',
  test: 'parts are of known kinds, and whole',
  because: /yields what is no part/,
  alsoIn: ['incremental'],
  create: mutateRead(async function* unwrap(parts): AsyncGenerator<Part> {
    for await (const part of parts) {
      const given: object = 'records' in part ? part.records : part
      yield given as Part
    }
  }),
}
