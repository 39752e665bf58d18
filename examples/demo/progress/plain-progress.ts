import type { WriteStream } from 'node:tty'
import { formatNumber } from '../report/format-table.ts'
import type { Progress } from './progress.ts'
import { withEvent } from './stream-progress.ts'
import type { StreamProgress } from './stream-progress.ts'

/** One line for each commit that made records visible, without escape codes. */
export function plainProgress(output: WriteStream): Progress {
  let streams: ReadonlyMap<string, StreamProgress> = new Map()
  return {
    onEvent: (event) => {
      const before = streams
      streams = withEvent(streams, event)
      if (event.type === 'attempt-failed') output.write(`  ${event.stream}: ${event.error.message}\n`)
      if (event.type !== 'commit-finished') return
      for (const progress of streams.values()) {
        const isNews = progress.committed > (before.get(progress.stream)?.committed ?? 0)
        if (isNews) output.write(`  ${describe(progress)}\n`)
      }
    },
    end: () => {},
  }
}

function describe({ stream, mode, read, rows, committed }: StreamProgress): string {
  const [records, tableRows, visible] = [read, rows, committed].map(formatNumber)
  return `${stream} (${mode}): ${records} records read, ${tableRows} rows prepared, ${visible} records committed`
}
