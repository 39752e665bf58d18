/** Loads many rows into an empty file, and is killed as soon as they are committed: nothing is closed. */

import { writeSync } from 'node:fs'
import { defineSource, runPipeline } from '@millrace/core'
import { duckdb } from '../../src/index.ts'

const [, , path = '', count = '0'] = process.argv
const source = defineSource({
  name: 'large',
  streams: {
    things: {
      primaryKey: 'id',
      partitions: async () => ['a'],
      async *read() {
        for (let first = 0; first < Number(count); first += 5000) {
          const rows = Array.from({ length: 5000 }, (_, index) => first + index)
          yield { records: rows.map((row) => ({ id: `a${row}`, value: row, tags: [{ name: `t${row}` }] })) }
        }
      },
    },
  },
})
await runPipeline({
  name: 'large',
  source,
  destination: duckdb({ path }),
  onEvent: ({ type }) => {
    if (type !== 'commit-finished') return
    writeSync(1, 'committed\n')
    process.kill(process.pid, 'SIGKILL')
  },
})
