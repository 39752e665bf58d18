import { MillraceError } from '@millrace/core'
import { DemoError } from './demo-error.ts'
import { runDemo } from './run-demo.ts'

// Who reads through `head` has seen enough when it closes the pipe.
process.stdout.on('error', () => process.exit(0))

// What the caller can mend is said in one line; anything else is a bug and shows where it happened.
try {
  process.exitCode = await runDemo(process.argv.slice(2))
} catch (error) {
  if (!(error instanceof DemoError) && !MillraceError.isInstance(error)) throw error
  console.error(`The demo stopped: ${error.message}${toHint(error)}`)
  process.exitCode = 1
}

/** What the demo offers where an error speaks of the options of a program. */
function toHint(error: Error): string {
  const isOtherFile = MillraceError.isInstance(error) && error.code === 'duckdb_not_a_database'
  return isOtherFile ? ' with --folder, or delete the file with --fresh' : ''
}
