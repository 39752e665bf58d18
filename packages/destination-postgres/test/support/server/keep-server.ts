/**
 * The program that keeps a server: it makes one, carries out what it is told in lines on its input, and removes the server
 * when the input ends. That happens in whatever way the process ends that started it.
 */

import { createInterface } from 'node:readline'
import type { KeeperAnswer, KeeperOrder } from './keeper-lines.ts'
import { PostgresServer } from './postgres-server.ts'

const input = createInterface({ input: process.stdin })
const orders = input[Symbol.asyncIterator]()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => input.close())
// Nobody may be left to hear an answer.
process.stdout.on('error', () => undefined)

const server = await make()
if (server !== undefined) {
  try {
    for await (const line of { [Symbol.asyncIterator]: () => orders }) {
      await obey(server, JSON.parse(line) as KeeperOrder)
    }
  } finally {
    await server.remove()
  }
}

async function make(): Promise<PostgresServer | undefined> {
  try {
    const made = await PostgresServer.create()
    const { connectionString, folder, user, processId } = made
    tell({ type: 'ready', server: { connectionString, folder, user, processId: processId ?? 0 } })
    return made
  } catch (error) {
    tell({ type: 'failed', reason: String(error) })
    return undefined
  }
}

async function obey(kept: PostgresServer, order: KeeperOrder): Promise<void> {
  try {
    if (order.type === 'stop') await kept.stop(order.mode)
    else await kept.start()
    tell({ type: 'done' })
  } catch (error) {
    tell({ type: 'failed', reason: String(error) })
  }
}

function tell(answer: KeeperAnswer): void {
  process.stdout.write(`${JSON.stringify(answer)}\n`)
}
