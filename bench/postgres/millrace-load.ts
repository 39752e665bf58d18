import { createReadStream } from 'node:fs'
import { defineSource, runPipeline } from '@millrace/core'
import { postgres } from '@millrace/destination-postgres'

/** The file into Postgres by Millrace, as a full refresh of a stream with a key. */
const [file = '', connectionString = ''] = process.argv.slice(2)
const startedAt = performance.now()
const source = defineSource({
  name: 'file',
  streams: {
    time_entries: {
      primaryKey: 'id',
      async *read() {
        for await (const bytes of createReadStream(file, { highWaterMark: 1 << 18 })) {
          yield { bytes: bytes as Uint8Array, format: 'ndjson' }
        }
      },
    },
  },
})
await using destination = postgres({ connectionString })
let lastStagedAt = startedAt
const result = await runPipeline({
  name: 'bench',
  source,
  destination,
  onEvent: ({ type }) => {
    if (type === 'batch-staged') lastStagedAt = performance.now()
  },
})
const { inserted, updated, unchanged } = result.streams.time_entries
console.log(
  JSON.stringify({
    tookInMs: performance.now() - startedAt,
    stagedInMs: lastStagedAt - startedAt,
    peakInMb: process.resourceUsage().maxRSS / 1000,
    changes: { inserted, updated, unchanged },
  }),
)
