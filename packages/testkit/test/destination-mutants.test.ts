import { expect, test } from 'vitest'
import { destinationSuite } from '../src/destination-suite/destination-suite.ts'
import { collectSuite } from '../src/suite-runner.ts'
import type { SuiteResult } from '../src/suite-runner.ts'
import type { Mutant } from './destination-mutants/mutant.ts'
import { publishMutants } from './destination-mutants/publish-mutants.ts'
import { sessionMutants } from './destination-mutants/session-mutants.ts'
import { stagingMutants } from './destination-mutants/staging-mutants.ts'
import { tableMutants } from './destination-mutants/table-mutants.ts'
import { memoryOptions } from './memory-under-test.ts'

const mutants: readonly Mutant[] = [...stagingMutants, ...publishMutants, ...sessionMutants, ...tableMutants]

test('the unbroken destination passes every test', async () => {
  const results = await runSuite()
  expect(results.filter(hasFailed)).toEqual([])
  expect(results.length).toBeGreaterThan(250)
})

test.each(mutants)('a destination that $name fails', async (mutant) => {
  const failed = (await runSuite(mutant)).filter(hasFailed)
  expect(failed.map(({ name }) => name)).toContain(mutant.test)
  const found = failed.find(({ name }) => name === mutant.test)
  // An expectation that was not met: anything else would be a mutant that is broken in another way.
  expect(String(found?.error)).toMatch(/^Error: (expected |.* is in two pages$|a row of .* has no parent)/)
})

/** Runs the suite; for a mutant only the group that must notice. */
function runSuite(mutant?: Mutant): Promise<readonly SuiteResult[]> {
  return collectSuite((runner) => {
    const describe: typeof runner.describe = (name, register) => {
      if (mutant === undefined || name === mutant.group) runner.describe(name, register)
    }
    destinationSuite({ ...runner, describe }, memoryOptions(mutant?.break))
  })
}

function hasFailed(result: SuiteResult): boolean {
  return 'error' in result
}
