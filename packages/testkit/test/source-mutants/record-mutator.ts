import type { Part } from '@millrace/core/plugin'
import { mutateRead } from './source-mutant.ts'
import type { SourceMutant } from './source-mutant.ts'

/** Writes into records that it has given away. */
export const recordMutator: SourceMutant = {
  group: 'read',
  test: 'what was yielded is not changed afterwards',
  because: /parts were changed after they had been yielded/,
  alsoIn: ['resume'],
  create: mutateRead(async function* touch(parts): AsyncGenerator<Part> {
    let given: readonly unknown[] = []
    for await (const part of parts) {
      for (const record of given) Object.assign(Object(record), { isOld: true })
      given = 'records' in part ? part.records : []
      yield part
    }
  }),
}
