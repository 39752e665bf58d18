import { expect, test } from 'vitest'
import { sourceSuite } from '../src/source-suite/source-suite.ts'
import { collectSuite } from '../src/suite-runner.ts'
import { sourceMutants } from './source-mutants/source-mutants.ts'

test.each(Object.entries(sourceMutants))('the suite finds %s, in the right place', async (_name, mutant) => {
  const toggles = { settings: { off: 'it is made without a connector' }, ...mutant.toggles }
  const results = await collectSuite((runner) =>
    sourceSuite(runner, { create: mutant.create, toggles, graceInMs: 200, maxParts: 200 }),
  )
  const failed = results.filter((result) => 'error' in result)
  const found = failed.find((result) => result.group === mutant.group && result.name === mutant.test)
  expect(failed.map(({ group, name }) => `${group}: ${name}`)).toContain(`${mutant.group}: ${mutant.test}`)
  expect(String(found?.error)).toMatch(mutant.because)
  const elsewhere = failed.filter(({ group }) => group !== mutant.group && mutant.alsoIn?.includes(group) !== true)
  expect(elsewhere.map(({ group, name, error }) => `${group}: ${name}: ${String(error)}`)).toEqual([])
})
