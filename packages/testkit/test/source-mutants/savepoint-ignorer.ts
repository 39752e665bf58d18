import { mutateStream } from './source-mutant.ts'
import type { SourceMutant } from './source-mutant.ts'

/** Begins at the beginning whatever savepoint it is given. */
export const savepointIgnorer: SourceMutant = {
  group: 'resume',
  test: 'going on from the last savepoint does not begin again',
  because: /all \d+ records came again/,
  alsoIn: ['incremental'],
  create: mutateStream((stream) => ({ read: (request) => stream.read({ ...request, savepoint: undefined }) })),
}
