import type { Part } from '@millrace/core/plugin'
import { mutateStream } from './source-mutant.ts'
import type { SourceMutant } from './source-mutant.ts'

/** Goes on yielding after it was told to stop. */
export const returnIgnorer: SourceMutant = {
  group: 'pull',
  test: 'after return() nothing comes any more',
  because: /a part is yielded after return/,
  create: mutateStream((stream) => ({
    read: (request): AsyncIterable<Part> => {
      const iterator = stream.read(request)[Symbol.asyncIterator]()
      return {
        [Symbol.asyncIterator]: () => ({
          next: () => iterator.next(),
          return: async () => ({ done: true, value: undefined }),
        }),
      }
    },
  })),
}
