/** Loads more than DuckDB may keep in memory, and tells how much this process took at most. */

import { iterableSource, runPipeline } from '@millrace/core'
import { duckdb } from '../../src/index.ts'

const [, , path = '', memoryLimit = '', rowCount = ''] = process.argv

function* records(): Iterable<object> {
  for (let id = 0; id < Number(rowCount); id += 1) yield { id, text: textOf(id) }
}

/** Texts that do not compress. */
function textOf(id: number): string {
  let state = id + 1
  return Array.from({ length: 40 }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return state.toString(36)
  }).join('')
}

const source = iterableSource('large', { users: { primaryKey: 'id', records } })
const destination = duckdb({ path, memoryLimit, settings: { threads: '2' } })
const { status } = await runPipeline({ source, destination })
process.stdout.write(
  `${JSON.stringify({ status, peakInMegabytes: Math.round(process.resourceUsage().maxRSS / 1024) })}\n`,
)
