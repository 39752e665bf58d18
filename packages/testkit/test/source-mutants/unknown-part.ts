import type { Part } from '@millrace/core/plugin'
import { mutateRead } from './source-mutant.ts'
import type { SourceMutant } from './source-mutant.ts'

/** Yields a part that the contract does not know. */
export const unknownPart: SourceMutant = {
  group: 'read',
  test: 'parts are of known kinds, and whole',
  because: /a part with the properties 'rows'/,
  create: mutateRead(async function* add(parts): AsyncGenerator<Part> {
    yield* parts
    const part: object = { rows: [] }
    yield part as Part
  }),
}
