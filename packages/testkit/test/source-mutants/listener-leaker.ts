import { mutateRead } from './source-mutant.ts'
import type { SourceMutant } from './source-mutant.ts'

/** Listens for its cancellation, and never stops listening. */
export const listenerLeaker: SourceMutant = {
  group: 'cancellation',
  test: 'no listener is left on the signal',
  because: /\d+ listeners are left on the signal/,
  create: mutateRead((parts, { signal }) => {
    signal.addEventListener('abort', () => undefined)
    return parts
  }),
}
