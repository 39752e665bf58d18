/** The program that the kill suite starts and kills. */

import { runKillChild } from '@millrace/testkit'
import { duckdb } from '../../src/index.ts'

await runKillChild({ open: (path) => duckdb({ path }) })
