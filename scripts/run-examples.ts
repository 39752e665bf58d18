/** Runs every program in examples/ and compares what it prints with `<name>.expected.txt` where that file stands. */

import { globSync } from 'node:fs'
import { join } from 'node:path'
import { runExample } from './run-example.ts'

const folder = join(import.meta.dirname, '../examples')
const examples = globSync('*.ts', { cwd: folder }).toSorted()

for (const example of examples) {
  const problem = await runExample(join(folder, example), { timeoutInMs: 60_000 })
  console.log(problem === undefined ? `ok      ${example}` : `FAILED  ${example}: ${problem}`)
  if (problem !== undefined) process.exitCode = 1
}
