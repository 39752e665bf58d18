/** A server to be fuzzed: all in memory, with a pipeline that has run. Ends with the process; see the guide to the HTTP API. */

import { createServer } from 'node:http'
import { memoryDestination } from '@millrace/core'
import { createManager, inProcessExecutor, memoryStore } from '@millrace/manager'
import { byName, memoryConnector } from '../../../manager/test/support/test-destinations.ts'
import { newWorld, testConnector } from '../../../manager/test/support/test-sources.ts'
import { createApi, toNodeHandler } from '../../src/index.ts'

const manager = await createManager({
  connectors: [testConnector(byName(newWorld))],
  destinations: [memoryConnector(byName(memoryDestination))],
  store: memoryStore(),
  executor: inProcessExecutor({ pollIntervalInMs: 20 }),
  secrets: { keys: [{ id: 'fuzz', key: 'b'.repeat(64) }] },
})
await manager.sources.create({ name: 'w', connector: 'test', settings: { world: 'w' } })
await manager.destinations.create({ name: 'm', connector: 'memory', settings: { name: 'm' } })
for (const stream of ['users', 'people', 'events']) {
  const id = await manager.pipelines.create({ stream, runsAtOnce: true })
  const { activeRun } = await manager.pipelines.read(id)
  for await (const _build of manager.runs.watch(activeRun ?? 0));
}
const logger = { debug: ignore, info: ignore, warn: ignore, error: tell }
const handler = toNodeHandler(createApi(manager, { keys: [{ key: 'api_fuzz' }], rateLimit: null, logger }))
createServer(handler).listen(Number(process.env['PORT'] ?? 8099), '127.0.0.1')

function ignore(): void {
  // Only what goes wrong is told.
}

function tell(fields: object, message: string): void {
  process.stderr.write(`${message}\n`)
  process.stderr.write(`${'cause' in fields && fields.cause instanceof Error ? fields.cause.stack : ''}\n`)
}
