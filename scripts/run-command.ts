import { spawn } from 'node:child_process'

export interface CommandOptions {
  /** Working directory; the current one when left out. */
  readonly cwd?: string
  /** Variables set on top of the current environment. */
  readonly env?: Readonly<Record<string, string>>
  /** The command is killed after this many milliseconds; it may run for ever when left out. */
  readonly timeoutInMs?: number
}

export interface CommandResult {
  /** The exit code, or `undefined` when the command was killed or never started. */
  readonly exitCode: number | undefined
  /** True when the time limit ended the command. */
  readonly timedOut: boolean
  readonly stdout: string
  /** Standard output and standard error as they came, interleaved. */
  readonly output: string
}

/** Runs a command without a shell and without input, and collects what it prints. Never rejects. */
export function runCommand(
  command: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: options.timeoutInMs,
      killSignal: 'SIGKILL',
    })
    let stdout = ''
    let output = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text
      output += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
    child.on('error', (error) => {
      resolve({ exitCode: undefined, timedOut: false, stdout, output: `${output}${error.message}\n` })
    })
    child.on('close', (code, signal) => {
      const timedOut = signal === 'SIGKILL' && options.timeoutInMs !== undefined
      resolve({ exitCode: code ?? undefined, timedOut, stdout, output })
    })
  })
}
