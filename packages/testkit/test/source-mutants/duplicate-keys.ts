import { mutateStream } from './source-mutant.ts'
import type { SourceMutant } from './source-mutant.ts'

/** Its pages overlap. */
export const duplicateKeys: SourceMutant = {
  group: 'identity',
  test: 'no two records of a full read have the same key',
  because: /\d+ records repeat a key/,
  create: mutateStream(() => ({}), { faults: { duplicates: { type: 'overlap', rows: 1 } } }),
}
