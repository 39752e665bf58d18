import { mutateStream } from './source-mutant.ts'
import type { SourceMutant } from './source-mutant.ts'

/** Claims that a column was read completely which no scope may name. */
export const falseClaim: SourceMutant = {
  group: 'read',
  test: 'parts are of known kinds, and whole',
  because: /claims a scope over 'owner\.name'/,
  create: mutateStream(() => ({}), { faults: { claims: { 'owner.name': 'amber' } } }),
}
