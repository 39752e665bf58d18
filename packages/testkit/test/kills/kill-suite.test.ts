import { describe, expect, test } from 'vitest'
import { killSuite } from '../../src/kill-suite/kill-suite.ts'
import { collectSuite } from '../../src/suite-runner.ts'
import type { SuiteRunner } from '../../src/suite-runner-types.ts'
import { journalStores } from './support/journal-stores.ts'

const options = { stores: journalStores, execArgv: ['--conditions=millrace-source'] }

killSuite(
  { describe, test, expect },
  {
    ...options,
    child: new URL('support/journal-child.ts', import.meta.url),
    kills: process.env['MILLRACE_KILLS'] === 'all' ? 'all' : 40,
  },
)

test('a destination that answers before it is durable does not survive', { timeout: 60_000 }, async () => {
  const child = new URL('support/late-journal-child.ts', import.meta.url)
  const results = await collectSuite((runner) => {
    // A source that forgets what was acknowledged is what tells.
    const test: SuiteRunner['test'] = (name, ...rest) => {
      if (name.includes('pruned')) runner.test(name, ...rest)
    }
    killSuite({ ...runner, test }, { ...options, child })
  })
  const failures = results.filter(({ error }) => String(error).includes('acknowledged further than this savepoint'))
  expect(failures.length).toBeGreaterThan(0)
})
