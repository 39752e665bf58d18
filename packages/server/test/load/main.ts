/**
 * How much the API costs: the status of a pipeline, a page of runs and all of 10,000 runs, as ratios to a bare Hono route on
 * the same machine. Run by hand: `node --conditions=millrace-source packages/server/test/load/main.ts`.
 */

import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { arraySource, memoryDestination, stepNames } from '@millrace/core'
import type { Steps } from '@millrace/core'
import { defineConnector } from '@millrace/core/plugin'
import { createManager, pgliteStore } from '@millrace/manager'
import type { Change } from '@millrace/manager'
import { Hono } from 'hono'
import { z } from 'zod'
import { memoryConnector } from '../../../manager/test/support/test-destinations.ts'
import { createApi, toNodeHandler } from '../../src/index.ts'
import { measure } from './measure.ts'

const folder = mkdtempSync(join(tmpdir(), 'millrace-load-'))
const manager = await createManager({
  connectors: [
    defineConnector({
      name: 'array',
      title: 'Array',
      settings: z.strictObject({}),
      connect: () => arraySource({ users: { primaryKey: 'id', records: [{ id: 1 }] } }),
    }),
  ],
  destinations: [memoryConnector(() => memoryDestination())],
  store: pgliteStore({ folder: join(folder, 'store') }),
})
await manager.sources.create({ name: 'a', connector: 'array', settings: {} })
await manager.destinations.create({ name: 'm', connector: 'memory', settings: { name: 'm' } })
const pipeline = await manager.pipelines.create({ stream: 'users' })
const steps = Object.fromEntries(stepNames.map((name) => [name, { passed: 6029, failed: 0 }])) as Steps
const runs = Array.from({ length: 10_000 }, (_, index): Change => {
  const at = { startedAt: '2024-11-27T18:22:47.937Z', endedAt: '2024-11-27T18:49:07.150Z' }
  const nothing = { claim: null, notBefore: null, engineRun: null, resumeAt: null, progress: null, incremental: null }
  const rest = { isCancelling: false, tables: {}, warnings: [], error: '' }
  const value = {
    type: 'run',
    pipeline,
    trigger: 'schedule',
    state: 'succeeded',
    steps,
    ...at,
    ...nothing,
    ...rest,
  } as const
  return { type: 'create', kind: 'run', id: 1000 + index, account: 1, value }
})
for (let start = 0; start < runs.length; start += 500) await manager.store.apply(runs.slice(start, start + 500))

const key = 'api_load'
const api = createApi(manager, { keys: [{ key }], rateLimit: null })
const bare = new Hono().get('/', (context) => context.json({ status: 'active' }))
const [bareUrl, apiUrl] = [await listen(async (request) => bare.fetch(request)), await listen(api)]

const base = await measure(`${bareUrl}/`, { key, seconds: 4, connections: 10 })
for (const [path, connections] of [
  [`/v1/pipelines/${pipeline}/status`, 10],
  ['/v1/pipelines/runs?limit=100', 10],
  ['/v1/pipelines/runs', 2],
] as const) {
  const { rate, p99InMs } = await measure(`${apiUrl}${path}`, { key, seconds: 4, connections })
  const shares = `${(rate / base.rate).toFixed(3)} of the rate, ${(p99InMs / base.p99InMs).toFixed(1)} times the p99`
  say(`${path}: ${shares} (${rate.toFixed(0)}/s, ${p99InMs.toFixed(1)} ms)`)
}
say(`bare route: ${base.rate.toFixed(0)}/s, p99 ${base.p99InMs.toFixed(1)} ms`)
await manager.stop({ graceInMs: 0 })
rmSync(folder, { recursive: true })
process.exit(0)

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

async function listen(handle: (request: Request) => Promise<Response>): Promise<string> {
  const server = createServer(toNodeHandler(handle))
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
