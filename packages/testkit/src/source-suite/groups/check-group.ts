import { errorProblems } from '../error-problems.ts'
import { settle } from '../settle.ts'
import { demand } from '../suite.ts'
import type { SourceGroup } from '../suite.ts'

/** Whether `check` tells a source that works from one that does not, and what to mend. */
export function checkGroup({ test, expect }: SourceGroup): void {
  test('a source that works passes', async ({ subject, context }) => {
    await subject.source.check(context)
    expect(await subject.source.check(context)).toBeUndefined()
  })

  test(
    'a source that cannot work throws an error that helps, and keeps secrets',
    async ({ subject, context }) => {
      const broken = demand(subject.broken, 'brokenCheck', 'broken')
      const outcome = await settle(broken.check(context), 30_000)
      expect(outcome.type).toBe('error')
      if (outcome.type === 'error') expect(errorProblems(outcome.error, '`check`', subject.secrets)).toEqual([])
    },
    ['brokenCheck'],
  )
}
