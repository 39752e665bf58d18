import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { onTestFinished } from 'vitest'

/** A program of test/children, which tells in lines what it has done. */
export interface Child {
  readonly pid: number
  /** The next line. Throws what the program printed last if it ended instead. */
  nextLine(): Promise<string>
  /** Lets it go on, and waits for its end. */
  finish(): Promise<void>
  /** Ends it at once, as `kill -9`. */
  kill(): Promise<void>
}

export interface ChildOptions {
  readonly args?: readonly string[]
  /** Runs it for a user without any rights, where this process may do that. */
  readonly isUnprivileged?: boolean
  readonly execArgv?: readonly string[]
}

export function startChild(program: URL, options: ChildOptions = {}): Child {
  const { args = [], isUnprivileged = false, execArgv = [] } = options
  const child = spawn(process.execPath, ['--conditions=millrace-source', ...execArgv, program.pathname, ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
    ...(isUnprivileged && process.getuid?.() === 0 ? { uid: 65_534 } : {}),
  })
  const exited = once(child, 'exit')
  let complaints = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints += text
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL')
    await exited
  }
  onTestFinished(kill)
  return {
    pid: child.pid ?? 0,
    async nextLine() {
      const line = await lines.next()
      if (line.done === true) throw new Error(`${program.pathname} ended: ${complaints}`)
      return line.value
    },
    async finish() {
      child.stdin.end()
      await exited
    },
    kill,
  }
}
