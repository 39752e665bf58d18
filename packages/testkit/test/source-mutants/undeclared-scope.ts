import { mutateStream } from './source-mutant.ts'
import type { SourceMutant } from './source-mutant.ts'

/** Wants to claim scopes over a column whose type nobody declared. */
export const undeclaredScope: SourceMutant = {
  group: 'streams',
  test: 'declarations are valid',
  because: /'quantity' has no declared type in columns/,
  create: mutateStream(() => ({ scopeColumns: ['quantity'] })),
}
