import { SourceError } from '@millrace/core/plugin'

/** That an answer has not the form that it should have. `what` is what it lacks: `list`, `list of time entries`. */
export function unexpectedAnswer(path: string, what: string): SourceError {
  return new SourceError({
    code: 'clockify_unexpected_answer',
    message: `${path} answered no ${what}: the API has changed, or the address is not Clockify's`,
    isRetryable: false,
  })
}
