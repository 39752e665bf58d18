/** The program that the kill suite starts and kills. */

import { runKillChild } from '@millrace/testkit'
import { postgres } from '../../src/index.ts'

await runKillChild({ open: (connectionString) => postgres({ connectionString }) })
