import { mutateStream } from './source-mutant.ts'
import type { SourceMutant } from './source-mutant.ts'

/** Gives its partitions other names each time it is asked. */
export const unstablePartitions: SourceMutant = {
  group: 'identity',
  test: 'its partitions are listed alike each time, each once',
  because: /p0/,
  create: mutateStream((stream) => {
    let calls = 0
    return {
      partitions: () => {
        calls += 1
        return [`p0-${calls}`, `p1-${calls}`]
      },
      read: (request) => stream.read({ ...request, partition: request.partition.slice(0, 2) }),
    }
  }),
}
