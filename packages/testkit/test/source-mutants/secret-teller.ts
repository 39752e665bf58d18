import { defineSource, SourceError } from '@millrace/core/plugin'
import { secretKey, syntheticSubject } from '../synthetic-subject.ts'
import type { SourceMutant } from './source-mutant.ts'

/** Puts the request, with its key, into the cause of an error. */
export const secretTeller: SourceMutant = {
  group: 'check',
  test: 'a source that cannot work throws an error that helps, and keeps secrets',
  because: /gives a secret away/,
  create: () => ({
    ...syntheticSubject(),
    broken: defineSource({
      name: 'synthetic',
      streams: {},
      check: () => {
        const cause = Object.assign(new Error('status 401'), { headers: { authorization: `Bearer ${secretKey}` } })
        throw new SourceError({ message: 'the key is refused: make a new one', cause })
      },
    }),
  }),
}
