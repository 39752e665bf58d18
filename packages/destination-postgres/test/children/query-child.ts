/** Uses a destination, and never closes it. */

import { postgres } from '../../src/index.ts'

const [, , connectionString = ''] = process.argv
await postgres({ connectionString }).query('select 1')
process.stdout.write('"done"\n')
