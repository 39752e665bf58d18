import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import type { KeeperAnswer, KeeperOrder, ServerFacts } from './keeper-lines.ts'
import type { StopMode } from './postgres-server.ts'

/** A Postgres server of one's own. It is gone, with all that it wrote, when this process ends in whatever way. */
export interface TestServer extends ServerFacts, AsyncDisposable {
  /** Tells the server to stop, and waits until it has. */
  stop(mode: StopMode): Promise<void>
  /** Starts it again at the same address. */
  start(): Promise<void>
}

export async function startServer(): Promise<TestServer> {
  const keeper = spawn(process.execPath, [fileURLToPath(new URL('keep-server.ts', import.meta.url))], {
    stdio: ['pipe', 'pipe', 'pipe'],
    // What is sent to all processes of a terminal must not reach the server before its users.
    detached: true,
  })
  const complaints = text(keeper.stderr)
  const lines = createInterface({ input: keeper.stdout })[Symbol.asyncIterator]()
  const exited = new Promise<void>((resolve) => void keeper.once('exit', () => resolve()))
  keeper.stdin.on('error', () => undefined)

  const hear = async (): Promise<KeeperAnswer> => {
    const line = await lines.next()
    if (line.done === true) throw new Error(`the keeper of the server ended: ${await complaints}`)
    const answer = JSON.parse(line.value) as KeeperAnswer
    if (answer.type === 'failed') throw new Error(answer.reason)
    return answer
  }
  const order = async (what: KeeperOrder): Promise<void> => {
    keeper.stdin.write(`${JSON.stringify(what)}\n`)
    await hear()
  }

  const first = await hear()
  if (first.type !== 'ready') throw new Error(`the keeper of the server said ${first.type} first`)
  return {
    ...first.server,
    stop: (mode) => order({ type: 'stop', mode }),
    start: () => order({ type: 'start' }),
    async [Symbol.asyncDispose]() {
      keeper.stdin.end()
      await exited
    },
  }
}
