import { mutateStream } from './source-mutant.ts'
import type { SourceMutant } from './source-mutant.ts'

/** Reads on after it was cancelled. */
export const abortIgnorer: SourceMutant = {
  group: 'cancellation',
  test: 'cancelled between two parts',
  because: /yields a part after it was cancelled/,
  create: mutateStream((stream) => ({
    read: (request) => stream.read({ ...request, signal: new AbortController().signal }),
  })),
}
