/** One run under a limit that its parent has set. Prints the error that made it fail, as JSON, or null. */

import { RunError, runPipeline } from '@millrace/core'
import { syntheticSource } from '@millrace/testkit'
import type { SyntheticHistory } from '@millrace/testkit'
import { duckdb } from '../../../src/index.ts'
import { largeLoad } from './large-load.ts'

const [, , path = '', mode = '', history = ''] = process.argv
const load = largeLoad(mode === 'full' ? 'full' : 'incremental')
const { source, world } = syntheticSource({ ...load.synthetic, ...(JSON.parse(history) as SyntheticHistory) })
const [outcome] = await Promise.allSettled([
  runPipeline({
    ...load.pipeline,
    id: 'p',
    source,
    destination: duckdb({ path }),
    now: () => world.now().getTime(),
    streams: { entries: { ...load.stream, deltas: { '': 'entries_history', lines: 'lines_history' } } },
  }),
])
const reason: unknown = outcome.status === 'rejected' ? outcome.reason : undefined
const cause: unknown = RunError.isInstance(reason) ? reason.cause : reason
const told = cause instanceof Error ? { code: Reflect.get(cause, 'code') as unknown, message: cause.message } : null
process.stdout.write(JSON.stringify(told))
