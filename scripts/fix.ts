/** Repairs what can be repaired without thinking: lint fixes, code blocks of the documentation, formatting. */

import { runCommand } from './run-command.ts'

const commands: readonly (readonly [string, ...string[]])[] = [
  ['oxlint', '--fix'],
  ['oxfmt'],
  ['node', 'scripts/check-docs.ts', '--fix'],
]

for (const [command, ...args] of commands) {
  const { exitCode, output } = await runCommand(command, args)
  process.stdout.write(output)
  if (exitCode !== 0) process.exitCode = 1
}
