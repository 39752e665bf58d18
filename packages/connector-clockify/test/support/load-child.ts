/** A process that loads time entries, until somebody ends it. */

import { runPipeline } from '@millrace/core'
import { clockify } from '../../src/index.ts'
import type { ClockifySettings } from '../../src/index.ts'
import { connectStore } from './connect-store.ts'
import type { StoreAddress } from './connect-store.ts'

export interface ChildLoad {
  readonly settings: ClockifySettings
  readonly address: StoreAddress
  readonly now: number
}

const [text = '{}'] = process.argv.slice(2)
const { settings, address, now } = JSON.parse(text) as ChildLoad
await runPipeline({
  source: clockify(settings, { maxPageSize: 20 }),
  destination: connectStore(address),
  streams: { time_entries: true },
  concurrency: 1,
  commitAfterRecords: 1,
  leaseDurationInMs: 2_000,
  now: () => now,
})
