/** A manager in a process of its own. A line on its input stops it in good order. */

import { setTimeout as wait } from 'node:timers/promises'
import { createInterface } from 'node:readline'
import { postgresConnector } from '@millrace/destination-postgres'
import { createManager, inProcessExecutor, postgresStore } from '../../src/index.ts'
import { numbersConnector } from '../support/numbers-connector.ts'
import type { ManagerLine, ManagerOrder } from './manager-lines.ts'

const [, , text = '{}'] = process.argv
const order = JSON.parse(text) as ManagerOrder
const { connectionString, schema, records, stopsAfter, delayInMs = 1 } = order

const manager = await createManager({
  connectors: [
    numbersConnector({
      records,
      onRead: (after) => tell({ type: 'reading', after }),
      afterPart: async (last) => {
        await wait(delayInMs)
        if (stopsAfter === undefined || last < stopsAfter) return
        tell({ type: 'stopped' })
        await wait(600_000)
      },
    }),
  ],
  destinations: [postgresConnector],
  store: postgresStore({ connectionString, schema, maxConnections: 3 }),
  executor: inProcessExecutor({ concurrency: 2, pollIntervalInMs: 50 }),
  secrets: { keys: [{ id: 'test', key: 'b'.repeat(64) }] },
  pollIntervalInMs: 100,
  claimDurationInMs: 1_000,
})
tell({ type: 'ready' })
for await (const _line of createInterface({ input: process.stdin })) break
await manager.stop({ graceInMs: 5_000 })
tell({ type: 'stopping-ended' })

function tell(line: ManagerLine): void {
  process.stdout.write(`${JSON.stringify(line)}\n`)
}
