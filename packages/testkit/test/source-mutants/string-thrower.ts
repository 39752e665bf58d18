import { syntheticSubject } from '../synthetic-subject.ts'
import type { SourceMutant } from './source-mutant.ts'

/** Throws a text instead of an error. */
export const stringThrower: SourceMutant = {
  group: 'failures',
  test: 'a failing read throws an error that says whether trying again may help',
  because: /throws a string, not an Error/,
  create: () => {
    let isFailing = false
    const subject = syntheticSubject({}, (stream) => ({
      async *read(request) {
        if (isFailing) throw 'the origin answers with status 500'
        yield* stream.read(request)
      },
    }))
    return { ...subject, fail: () => void (isFailing = true) }
  },
}
