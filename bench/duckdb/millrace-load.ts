import { createReadStream, rmSync } from 'node:fs'
import { defineSource, runPipeline } from '@millrace/core'
import { duckdb } from '@millrace/destination-duckdb'

/** The file into a DuckDB file by Millrace, as a full refresh of a stream with a key. */
const [file = '', path = ''] = process.argv.slice(2)
rmSync(path, { force: true })
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
const destination = duckdb({ path })
const result = await runPipeline({ name: 'bench', source, destination })
console.log(
  JSON.stringify({
    tookInMs: performance.now() - startedAt,
    peakInMb: process.resourceUsage().maxRSS / 1000,
    rows: Object.values(result.streams.time_entries.tables).map(({ inserted }) => inserted),
  }),
)
