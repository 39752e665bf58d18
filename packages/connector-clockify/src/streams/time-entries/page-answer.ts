import { SourceError } from '@millrace/core/plugin'
import type { HttpAnswer } from '@millrace/core/plugin'
import { isObject } from '../../entities/clockify-object.ts'
import type { AnsweredPage } from './overlapping-pages.ts'

/**
 * The objects of a page. Clockify says with `last-page` whether more follow; where it does not, a page that is not full is
 * the last.
 */
export function pageAnswer(answer: HttpAnswer, path: string, size: number): AnsweredPage {
  const body = answer.json()
  const list = isObject(body) ? (body['timeentries'] ?? body['timeEntries']) : body
  if (!Array.isArray(list)) {
    throw new SourceError({
      code: 'clockify_unexpected_answer',
      message: `${path} answered no list of time entries: the API has changed, or the address is not Clockify's`,
      isRetryable: false,
    })
  }
  const header = answer.headers.get('last-page')
  return { objects: list.filter(isObject), isLast: header === null ? list.length < size : header === 'true' }
}
