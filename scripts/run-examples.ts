/** Runs every program in examples/ and compares what it prints with `<name>.expected.txt` where that file stands. */

import { globSync } from 'node:fs'
import { join } from 'node:path'
import { openExampleDatabase } from './example-database.ts'
import { runExample } from './run-example.ts'

const folder = join(import.meta.dirname, '../examples')
const examples = globSync('*.ts', { cwd: folder }).toSorted()

const database = await openExampleDatabase()
try {
  for (const example of examples) {
    const problem = await runExample(join(folder, example), {
      timeoutInMs: 60_000,
      environment: { DATABASE_URL: database.connectionString },
    })
    console.log(problem === undefined ? `ok      ${example}` : `FAILED  ${example}: ${problem}`)
    if (problem !== undefined) process.exitCode = 1
  }
} finally {
  await database[Symbol.asyncDispose]()
}
