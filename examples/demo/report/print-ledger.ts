import type { RunResult } from '@millrace/core'
import { isInteractive } from '../progress/is-interactive.ts'
import { formatTable } from './format-table.ts'
import { wrap } from './wrap.ts'

/** How the run ended, and what became of the records of each stream. */
export function printLedger(result: RunResult, api: { readonly requests: number; readonly refusals: number }): void {
  const seconds = (result.endedAt.getTime() - result.startedAt.getTime()) / 1_000
  const time = isInteractive(process.stdout) ? ` after ${seconds.toFixed(1)} s` : ''
  console.log(`\nThe run ${ends[result.status]}${time}. ${describeRequests(api)}`)
  if (result.status === 'cancelled') console.log('What was committed stays; the next call goes on from there.')

  console.log('\nWhat became of the records')
  const rows = Object.entries(result.streams).map(([stream, counts]) => ({ stream, ...counts }))
  const rare = rareColumns.filter((column) => rows.some((row) => row[column] > 0))
  console.log(formatTable(rows, [...columns, ...rare]))
  for (const { stream, message } of result.warnings) {
    const words = `warning, ${stream ?? 'run'}: ${message}`.split(' ')
    console.log(`  ${wrap(words, { width: 90 }).join('\n    ')}`)
  }
}

const ends = {
  succeeded: 'succeeded',
  failed: 'failed',
  paused: 'was paused',
  cancelled: 'was cancelled',
} as const

const columns = ['stream', 'mode', 'read', 'inserted', 'updated', 'unchanged', 'deleted', 'rejected'] as const

/** Shown where they are not zero. */
const rareColumns = ['superseded', 'carried', 'pending', 'discarded'] as const

function describeRequests({ requests, refusals }: { readonly requests: number; readonly refusals: number }): string {
  if (refusals === 0) return `It took ${requests} requests.`
  const refused = refusals === 1 ? 'one was refused' : `${refusals} were refused`
  return `It took ${requests} requests; ${refused} (429 or 500) and sent again.`
}
