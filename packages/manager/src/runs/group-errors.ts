import type { ErrorGroup, RunView } from './run-view.ts'

/** Puts runs, newest first, together by their error. The most frequent comes first. */
export function groupErrors(runs: readonly RunView[]): readonly ErrorGroup[] {
  const groups = Map.groupBy(
    runs.filter(({ error }) => error !== ''),
    ({ error }) => error,
  )
  return [...groups]
    .flatMap(([message, [newest, ...others]]) => {
      if (newest === undefined) return []
      return [
        {
          message,
          count: others.length + 1,
          lastTime: newest.endTime ?? newest.startTime,
          lastRun: newest.id,
          pipelines: [...new Set([newest, ...others].map(({ pipeline }) => pipeline))],
        },
      ]
    })
    .toSorted((left, right) => right.count - left.count)
}
