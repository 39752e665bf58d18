import type { Part } from '@millrace/core/plugin'
import { mutateStream } from './source-mutant.ts'
import type { SourceMutant } from './source-mutant.ts'

/** Ends without an error when it is cancelled, as if everything had come. */
export const quietAborter: SourceMutant = {
  group: 'cancellation',
  test: 'cancelled between two parts',
  because: /ends as if it were complete/,
  create: mutateStream((stream) => ({
    async *read(request): AsyncGenerator<Part> {
      for await (const part of stream.read({ ...request, signal: new AbortController().signal })) {
        if (request.signal.aborted) return
        yield part
        if (request.signal.aborted) return
      }
    },
  })),
}
