import { mutateStream } from './source-mutant.ts'
import type { SourceMutant } from './source-mutant.ts'

/** Leaves the upper bound of a range out. */
export const rangeIgnorer: SourceMutant = {
  group: 'incremental',
  test: 'a range of the cursor brings what lies in it, bounds included',
  because: /records came from outside the range/,
  create: mutateStream(
    (stream) => ({
      read: (request) => {
        const { from } = request.range ?? {}
        return stream.read({ ...request, range: from === undefined ? undefined : { from } })
      },
    }),
    { incremental: 'cursor' },
  ),
}
