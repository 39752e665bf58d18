import type { Part } from '@millrace/core/plugin'
import { mutateStream } from './source-mutant.ts'
import type { SourceMutant } from './source-mutant.ts'

/** Begins to read as soon as it is asked for a read, not when it is pulled. */
export const eagerReader: SourceMutant = {
  group: 'pull',
  test: 'nothing is asked of the origin before the first pull',
  because: /asks for \d+ before it is pulled/,
  alsoIn: ['cancellation'],
  create: mutateStream((stream) => ({
    read: (request) => {
      const iterator = stream.read(request)[Symbol.asyncIterator]()
      const first = iterator.next()
      first.catch(() => undefined)
      return pass(first, iterator)
    },
  })),
}

async function* pass(first: Promise<IteratorResult<Part>>, iterator: AsyncIterator<Part>): AsyncGenerator<Part> {
  try {
    for (let step = await first; step.done !== true; step = await iterator.next()) yield step.value
  } finally {
    await iterator.return?.()
  }
}
