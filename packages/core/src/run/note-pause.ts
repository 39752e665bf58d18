import { SourceError } from '../contract/errors/source-error.ts'
import type { RunContext } from './run-context.ts'
import type { Pause, StreamLoad } from './stream-load.ts'

/** Keeps why a stream was not read to its end, and tells the user. */
export function notePause(context: RunContext, load: StreamLoad, { until, reason }: Pause): void {
  load.pauses.push({ until, reason })
  warnOfPause(context, load.resolved.name, { until, reason })
}

/** For people: why, and when the next run can go on. */
export function warnOfPause(context: RunContext, stream: string, { until, reason }: Pause): void {
  const message = `stream ${stream} pauses until ${until.toISOString()}: ${reason}`
  context.warn({ code: 'source_paused', message, stream })
}

/** The pause that an error asks for: a source that cannot go on before a certain moment is no failure. */
export function findPause(error: unknown): Pause | undefined {
  if (!SourceError.isInstance(error)) return undefined
  const { retryAt, message } = error
  const isInstant = retryAt instanceof Date && !Number.isNaN(retryAt.getTime())
  return isInstant ? { until: retryAt, reason: message } : undefined
}
