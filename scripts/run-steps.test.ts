import { expect, test } from 'vitest'
import { runSteps, type Step } from './run-steps.ts'

const passing: Step = { name: 'passing', run: async () => ({ isOk: true, output: 'quiet' }) }
const failing: Step = { name: 'failing', run: async () => ({ isOk: false, output: 'line 1\nline 2\n' }) }
const throwing: Step = { name: 'throwing', run: () => Promise.reject(new Error('no such command')) }

async function runAndPrint(...steps: readonly Step[]): Promise<{ printed: string; failed: readonly string[] }> {
  const printed: string[] = []
  const reports = await runSteps(steps, (text) => printed.push(text))
  return {
    printed: printed.join('\n'),
    failed: reports.filter((report) => !report.isOk).map((report) => report.name),
  }
}

test('a failing step does not keep the later ones from running, and is named at the end', async () => {
  const { printed, failed } = await runAndPrint(failing, passing)
  expect(failed).toEqual(['failing'])
  expect(printed).toMatch(/^FAILED {2}failing .* s$/m)
  expect(printed).toMatch(/^ok {6}passing .* s$/m)
  expect(printed).toMatch(/check: 1 of 2 steps failed in .*: failing$/)
})

test('only the output of failing steps is shown', async () => {
  const { printed } = await runAndPrint(passing, failing)
  expect(printed).toContain('        line 1\n        line 2\n')
  expect(printed).not.toContain('quiet')
})

test('a step that throws is a failing step', async () => {
  const { printed, failed } = await runAndPrint(throwing)
  expect(failed).toEqual(['throwing'])
  expect(printed).toContain('no such command')
})

test('all well', async () => {
  expect((await runAndPrint(passing)).printed).toMatch(/check: all 1 steps passed in \d+\.\d s$/)
})
