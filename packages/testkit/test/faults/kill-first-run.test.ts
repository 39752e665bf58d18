import { expect, test } from 'vitest'
import { countMarks, killAt, killScenarios } from './support/kill-at-mark.ts'

test.each(killScenarios(false))(
  'a first run that is killed at any mark: $name',
  { timeout: 60_000 },
  async (scenario) => {
    const marks = await countMarks(scenario)
    const violations: string[] = []
    for (let fatal = 0; fatal < marks; fatal += 1) violations.push(...(await killAt(scenario, fatal, marks)))
    expect(marks).toBeGreaterThan(20)
    expect(violations).toEqual([])
  },
)
