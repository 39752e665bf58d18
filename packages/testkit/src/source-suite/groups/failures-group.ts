import { errorProblems } from '../error-problems.ts'
import { readSlice } from '../read-slice.ts'
import { settle } from '../settle.ts'
import { demand } from '../suite.ts'
import type { SourceGroup } from '../suite.ts'

const patienceInMs = 30_000

/** Whether a failure at the origin reaches the reader as an error that one can act upon. */
export function failuresGroup({ test, expect }: SourceGroup): void {
  test(
    'a failing read throws an error that says whether trying again may help',
    async ({ subject, slices, limits }) => {
      await demand(subject.fail, 'failure', 'fail')()
      const problems: string[] = []
      let failures = 0
      for (const slice of slices) {
        const outcome = await settle(readSlice(slice, limits), patienceInMs)
        if (outcome.type === 'late') problems.push(`${slice.name}: the read neither fails nor ends`)
        if (outcome.type !== 'error') continue
        failures += 1
        problems.push(...errorProblems(outcome.error, slice.name, subject.secrets))
      }
      expect(problems).toEqual([])
      expect(failures > 0 ? [] : ['the origin fails, but every read ends as if all were well']).toEqual([])
    },
    ['failure'],
  )
}
