// Prints `N passed, N failed` over all tests, check steps and the demo. Plain JavaScript: the machine's own Node runs it.
//
//     node .ci/summary.mjs <folder with tests.json and check.json> <exit code of test> <of check> <of demo>

import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const [folder = '', ...exitCodes] = process.argv.slice(2)
const [testExit, checkExit, demoExit] = exitCodes.map(Number)

const tests = readReport('tests.json')
const steps = readReport('check.json')
const counts = [
  withExitCode(tests?.numPassedTests ?? 0, (tests?.numFailedTests ?? 0) + countBrokenFiles(), testExit),
  withExitCode(countSteps(true), countSteps(false), checkExit),
  withExitCode(demoExit === 0 ? 1 : 0, 0, demoExit),
]
const passed = counts.reduce((sum, count) => sum + count.passed, 0)
const failed = counts.reduce((sum, count) => sum + count.failed, 0)

console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed > 0 || passed === 0 ? 1 : 0

/** A command that failed without a failure counted (it crashed, a file did not load) counts as one. */
function withExitCode(passedCount, failedCount, exitCode) {
  return { passed: passedCount, failed: exitCode === 0 ? failedCount : Math.max(failedCount, 1) }
}

/** Test files that failed without a failing test in them, such as those that do not load. */
function countBrokenFiles() {
  const files = (tests?.testResults ?? []).filter((file) => file.status === 'failed')
  return files.filter((file) => !file.assertionResults.some((result) => result.status === 'failed')).length
}

function countSteps(isOk) {
  return (steps ?? []).filter((step) => step.isOk === isOk).length
}

function readReport(name) {
  try {
    return JSON.parse(readFileSync(join(folder, name), 'utf8'))
  } catch {
    return undefined
  }
}
