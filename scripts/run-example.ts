import { existsSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { runCommand } from './run-command.ts'

/** Runs one program against the sources of the workspace. Returns what is wrong with it, or nothing. */
export async function runExample(
  file: string,
  options: { readonly timeoutInMs: number; readonly environment?: Readonly<Record<string, string>> },
): Promise<string | undefined> {
  const result = await runCommand(process.execPath, ['--conditions=millrace-source', file], {
    cwd: dirname(file),
    env: { NO_COLOR: '1', NODE_NO_WARNINGS: '1', ...options.environment },
    timeoutInMs: options.timeoutInMs,
  })
  if (result.timedOut) return `not finished after ${options.timeoutInMs} ms\n${result.output}`
  if (result.exitCode !== 0) return `exit code ${result.exitCode}\n${result.output}`
  const expectedFile = file.replace(/\.ts$/, '.expected.txt')
  if (!existsSync(expectedFile)) return undefined
  const expected = readFileSync(expectedFile, 'utf8')
  if (result.stdout === expected) return undefined
  return `printed something else than ${expectedFile}\n--- expected\n${expected}--- printed\n${result.stdout}`
}
