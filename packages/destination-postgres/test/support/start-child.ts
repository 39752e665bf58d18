import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

/** A program of `test/children`. It and the test tell each other lines of JSON. */
export interface Child<Line> {
  readonly pid: number
  /** What it tells next. Throws what the program printed last if it ended instead. */
  next(): Promise<Line>
  tell(order: unknown): void
  /** Lets it go on, and waits for its end. */
  finish(): Promise<void>
  /** Sends it a signal. */
  signal(name: 'SIGSTOP' | 'SIGCONT' | 'SIGKILL' | 'SIGTERM'): void
}

export function startChild<Line>(program: URL, ...args: readonly string[]): Child<Line> {
  const child = spawn(process.execPath, ['--conditions=millrace-source', fileURLToPath(program), ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const exited = once(child, 'exit')
  let complaints = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints += text
  })
  child.stdin.on('error', () => undefined)
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await exited
  })
  return {
    pid: child.pid ?? 0,
    async next() {
      const line = await lines.next()
      if (line.done === true) throw new Error(`${program.pathname} ended: ${complaints}`)
      return JSON.parse(line.value) as Line
    },
    tell(order) {
      child.stdin.write(`${JSON.stringify(order)}\n`)
    },
    async finish() {
      child.stdin.end()
      await exited
    },
    signal(name) {
      child.kill(name)
    },
  }
}
