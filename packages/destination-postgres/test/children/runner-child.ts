/** Runs a pipeline as often as it is told to, and stops in its middle until it may go on. */

import { createInterface } from 'node:readline'
import { defineSource, MillraceError, RunError, runPipeline } from '@millrace/core'
import { markedDestination } from '@millrace/testkit'
import { postgres } from '../../src/index.ts'
import type { RunnerLine, RunnerOrder } from './runner-lines.ts'

const [, , connectionString = ''] = process.argv
const orders = createInterface({ input: process.stdin })[Symbol.asyncIterator]()
const destination = postgres({ connectionString })

tell({ type: 'ready' })
for (;;) {
  const line = await orders.next()
  if (line.done === true) break
  const order = JSON.parse(line.value) as RunnerOrder
  if (order.type === 'run') tell(await run(order))
}
await destination.close()

async function run(order: Extract<RunnerOrder, { type: 'run' }>): Promise<RunnerLine> {
  const { rows, text, leaseDurationInMs, stopsAt } = order
  let hasStopped = false
  const stop = async (place: string): Promise<void> => {
    if (place !== stopsAt || hasStopped) return
    hasStopped = true
    tell({ type: 'stopped' })
    await orders.next()
  }
  const source = defineSource({
    name: 'runner',
    streams: {
      users: {
        primaryKey: 'id',
        async *read() {
          await stop('read')
          yield { records: Array.from({ length: rows }, (_, id) => ({ id, text, tags: [text] })) }
        },
      },
    },
  })
  try {
    const { status } = await runPipeline({
      source,
      destination: markedDestination(destination, ({ operation, when }) => stop(`${when} ${operation}`)),
      leaseDurationInMs,
      maxAttempts: 1,
      streams: { users: { deltas: { '': 'users_history' } } },
    })
    return { type: 'ended', status }
  } catch (error) {
    const reason = RunError.isInstance(error) ? error.cause : error
    const code = MillraceError.isInstance(reason) ? reason.code : 'unknown'
    return { type: 'ended', status: 'failed', code, message: String(reason) }
  }
}

function tell(line: RunnerLine): void {
  process.stdout.write(`${JSON.stringify(line)}\n`)
}
