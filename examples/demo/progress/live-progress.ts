import { styleText } from 'node:util'
import type { WriteStream } from 'node:tty'
import { createLogUpdate } from 'log-update'
import { formatTable } from '../report/format-table.ts'
import type { Progress } from './progress.ts'
import { withEvent } from './stream-progress.ts'
import type { StreamProgress } from './stream-progress.ts'

const redrawEveryInMs = 100

/** A table with a line for each stream, redrawn in place. */
export function liveProgress(output: WriteStream): Progress {
  const draw = createLogUpdate(output)
  const beganAt = performance.now()
  let streams: ReadonlyMap<string, StreamProgress> = new Map()
  let notes: readonly string[] = []
  const redraw = (): void => draw([format([...streams.values()]), elapsed(beganAt), ...notes].join('\n'))
  const timer = setInterval(redraw, redrawEveryInMs)

  return {
    onEvent: (event) => {
      streams = withEvent(streams, event)
      if (event.type === 'attempt-failed') notes = [...notes, `  ${event.stream}: ${event.error.message}`]
    },
    end: () => {
      clearInterval(timer)
      redraw()
      draw.done()
    },
  }
}

function format(streams: readonly StreamProgress[]): string {
  const columns = ['stream', 'mode', 'read', 'rows', 'committed', 'records/s', '']
  const lines = streams.map((progress) => ({
    ...progress,
    'records/s': progress.recordsPerSecond,
    '': progress.hasEnded ? 'done' : 'reading',
  }))
  return formatTable(lines, columns, { minWidth: 7 })
}

function elapsed(beganAt: number): string {
  return styleText('dim', `  ${((performance.now() - beganAt) / 1_000).toFixed(1)} s`)
}
