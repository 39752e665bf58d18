/** Runs a pipeline that tells when it has staged its first records, and then waits for its end. */

import { runPipeline, defineSource } from '@millrace/core'
import { duckdb } from '../../src/index.ts'
import { waitForEndOfInput } from './wait-for-end-of-input.ts'

const [, , path = ''] = process.argv
const source = defineSource({
  name: 'slow',
  streams: {
    users: {
      primaryKey: 'id',
      async *read() {
        yield { records: [{ id: 1 }, { id: 2 }] }
        process.stdout.write('reading\n')
        await waitForEndOfInput()
      },
    },
  },
})
await runPipeline({ source, destination: duckdb({ path }) })
