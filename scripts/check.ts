/**
 * Everything that has to hold besides the tests.
 *
 *     node scripts/check.ts [step...] [--report <file.json>]
 *
 * Step names as arguments run only those steps.
 */

import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { runCommand } from './run-command.ts'
import { runSteps, type Step } from './run-steps.ts'

const steps: readonly Step[] = [
  commandStep('format', 'oxfmt', '--check'),
  commandStep('lint', 'oxlint'),
  commandStep('types', 'tsc', '--noEmit'),
  commandStep('unused', 'knip'),
  commandStep('build', 'pnpm', 'run', 'build'),
  commandStep('packages', 'node', 'scripts/check-packages.ts', '--built'),
  commandStep('docs', 'node', 'scripts/check-docs.ts'),
  commandStep('examples', 'node', 'scripts/run-examples.ts'),
]

const { values, positionals } = parseArgs({ allowPositionals: true, options: { report: { type: 'string' } } })

const unknown = positionals.filter((name) => !steps.some((step) => step.name === name))
if (unknown.length > 0) {
  console.error(`There is no step ${unknown.join(', ')}; there are: ${steps.map((step) => step.name).join(', ')}`)
  process.exit(2)
}

const chosen = positionals.length === 0 ? steps : steps.filter((step) => positionals.includes(step.name))
const reports = await runSteps(chosen, (text) => console.log(text))
if (values.report !== undefined) writeFileSync(values.report, `${JSON.stringify(reports, undefined, 2)}\n`)
if (reports.some((report) => !report.isOk)) process.exitCode = 1

function commandStep(name: string, command: string, ...args: string[]): Step {
  return {
    name,
    async run() {
      const { exitCode, output } = await runCommand(command, args)
      return { isOk: exitCode === 0, output }
    },
  }
}
