import { mutateStream } from './source-mutant.ts'
import type { SourceMutant } from './source-mutant.ts'

/** Reads after its cursor instead of from it on, and so misses records that share the last update time. */
export const changeMisser: SourceMutant = {
  group: 'incremental',
  test: 'after a change, what changed comes',
  because: /changed records did not come/,
  toggles: { savepoints: { off: 'the engine keeps the savepoint' } },
  create: mutateStream(
    (stream) => ({
      read: (request) => {
        const { from } = request.range ?? {}
        if (request.mode !== 'incremental' || from === undefined) return stream.read(request)
        const after = new Date(Date.parse(String(from)) + 1).toISOString()
        return stream.read({ ...request, range: { ...request.range, from: after } })
      },
    }),
    { incremental: 'cursor', ties: 7 },
  ),
}
