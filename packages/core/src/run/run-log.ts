import type { RunWarning } from '../contract/run-record.ts'
import type { RunRecorder } from './commit/run-recorder.ts'
import type { ResolvedOptions } from './options/resolve-options.ts'
import type { RunEvent } from './run-event.ts'

type Warn = (warning: RunWarning) => void

/** Warnings go into the run's record, to the logger and out as events. */
export function toWarn(options: ResolvedOptions, recorder: RunRecorder): Warn {
  const warn: Warn = (warning) => {
    if (!recorder.addWarning(warning)) return
    const { message, ...fields } = warning
    options.logger.warn(fields, message)
    tell(options, { type: 'warning-raised', warning }, () => {})
  }
  return warn
}

/** Hands events to the listener and to the logger. A listener that throws is not asked to explain itself twice. */
export function toEmit(options: ResolvedOptions, warn: Warn): (event: RunEvent) => void {
  let hasThrown = false
  return (event) => {
    log(options, event)
    tell(options, event, () => {
      if (hasThrown) return
      hasThrown = true
      warn({ code: 'listener_threw', message: `onEvent threw at ${event.type}; the run goes on` })
    })
  }
}

function tell(options: ResolvedOptions, event: RunEvent, onThrow: () => void): void {
  try {
    // A listener may be async whatever its type says; nobody else would see it fail.
    const answer: unknown = options.onEvent(event)
    if (answer instanceof Promise) answer.catch(onThrow)
  } catch {
    onThrow()
  }
}

function log({ logger, id }: ResolvedOptions, event: RunEvent): void {
  const { type: name, ...fields } = event
  switch (event.type) {
    case 'run-started':
    case 'stream-started':
    case 'stream-ended':
    case 'partition-ended':
    case 'commit-finished':
      logger.info({ pipeline: id, ...fields }, name)
      break
    case 'run-ended':
      logger.info({ pipeline: id, status: event.result.status }, name)
      break
    case 'attempt-failed':
      logger.warn({ pipeline: id, ...fields, err: event.error }, name)
      break
    case 'partition-started':
    case 'batch-staged':
    case 'partition-staged':
    case 'record-rejected':
    case 'warning-raised':
      logger.debug({ pipeline: id, ...fields }, name)
      break
    default:
      event satisfies never
  }
}
