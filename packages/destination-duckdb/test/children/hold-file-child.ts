/** Opens a file, tells it, and holds the file until it may go on. */

import { DuckDBInstance } from '@duckdb/node-api'
import { waitForEndOfInput } from './wait-for-end-of-input.ts'

const instance = await DuckDBInstance.create(process.argv[2])
process.stdout.write('held\n')
await waitForEndOfInput()
instance.closeSync()
