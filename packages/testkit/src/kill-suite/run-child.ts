import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { tellingDescriptor } from './kill-order.ts'
import type { ChildLine, KillOrder } from './kill-order.ts'

/** How a child program is started. */
export interface ChildProgram {
  /** A program that calls `runKillChild`: `new URL('./kill-child.ts', import.meta.url)`. */
  readonly child: URL
  /** Flags of Node for it. Default: none. */
  readonly execArgv?: readonly string[]
}

export interface ChildRequest {
  readonly program: ChildProgram
  readonly order: KillOrder
  /** Kills the child so long after its run began. Default: only where the order says. */
  readonly killAfterInMs?: number | undefined
}

/** How a child came to its end. */
export interface ChildEnd {
  /** `failed`: neither killed as wanted nor well; `reason` says more. */
  readonly how: 'killed' | 'succeeded' | 'failed'
  readonly reason: string
  /** From the beginning of the run to the end of the process. */
  readonly durationInMs: number
  /** What the run acknowledged to its source. */
  readonly acknowledged: readonly Extract<ChildLine, { type: 'acknowledged' }>[]
}

const patienceInMs = 60_000

/** Starts a child, kills it by SIGKILL when its time has come, and waits until it is gone. */
export async function runChild({ program, order, killAfterInMs }: ChildRequest): Promise<ChildEnd> {
  const argv = [...(program.execArgv ?? []), fileURLToPath(program.child), JSON.stringify(order)]
  const child = spawn(process.execPath, argv, {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    // Compiling the program anew takes longer than its run.
    env: { NODE_COMPILE_CACHE: join(tmpdir(), 'millrace-compile-cache'), ...process.env },
    timeout: patienceInMs,
    killSignal: 'SIGKILL',
  })
  const kill = (): void => void child.kill('SIGKILL')
  const lines: ChildLine[] = []
  let startedAt = performance.now()
  let timer: NodeJS.Timeout | undefined
  const listen = async (): Promise<void> => {
    for await (const json of createInterface({ input: pipeOf(child, tellingDescriptor) })) {
      const line = JSON.parse(json) as ChildLine
      lines.push(line)
      if (line.type === 'waiting') kill()
      if (line.type !== 'started') continue
      startedAt = performance.now()
      if (killAfterInMs !== undefined) timer = setTimeout(kill, killAfterInMs)
    }
  }
  try {
    const [complaint] = await Promise.all([text(pipeOf(child, 2)), listen(), once(child, 'close')])
    return {
      ...judgeEnd(lines, { signal: child.signalCode, complaint, isTimed: killAfterInMs !== undefined }),
      durationInMs: performance.now() - startedAt,
      acknowledged: lines.filter((line) => line.type === 'acknowledged'),
    }
  } finally {
    clearTimeout(timer)
    kill()
  }
}

function pipeOf({ stdio }: ChildProcess, descriptor: number): Readable {
  const pipe = stdio[descriptor]
  if (pipe instanceof Readable) return pipe
  throw new Error(`the child could not be started: it has no pipe ${descriptor}`)
}

function judgeEnd(
  lines: readonly ChildLine[],
  { signal, complaint, isTimed }: { signal: NodeJS.Signals | null; complaint: string; isTimed: boolean },
): Pick<ChildEnd, 'how' | 'reason'> {
  const ended = lines.find((line) => line.type === 'ended')
  if (ended?.error === null) return { how: 'succeeded', reason: '' }
  if (ended !== undefined) return { how: 'failed', reason: `the run of the child failed: ${ended.error}` }
  if (signal === null) return { how: 'failed', reason: `the child broke down: ${complaint}` }
  const isWanted = isTimed || lines.some(({ type }) => type === 'waiting')
  if (isWanted) return { how: 'killed', reason: '' }
  return {
    how: 'failed',
    reason: `the child ended by ${signal}, stuck for ${patienceInMs} ms or killed by somebody else`,
  }
}
