import type { Destination } from '@millrace/core/plugin'
import { isReading, markedDestination } from '../fault-bench/marked-destination.ts'
import type { SyntheticMark } from '../synthetic-source/synthetic-mark.ts'

/** Calls at every mark of a run, those of its source and of its destination alike, by their names. */
export interface RunMarks {
  readonly onSource: (mark: SyntheticMark) => void
  readonly wrap: (destination: Destination) => Destination
}

export function markRun(onMark: (name: string) => void): RunMarks {
  return {
    onSource: (mark) => onMark(`source ${mark.type}`),
    wrap: (destination) =>
      markedDestination(destination, (mark) => {
        if (!isReading(mark)) onMark(`${mark.when} ${mark.operation}`)
      }),
  }
}
