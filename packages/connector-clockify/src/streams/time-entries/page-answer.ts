import type { HttpAnswer } from '@millrace/core/plugin'
import { isLastPage } from '../../api/is-last-page.ts'
import { unexpectedAnswer } from '../../api/unexpected-answer.ts'
import { isObject } from '../../entities/clockify-object.ts'
import type { AnsweredPage } from './overlapping-pages.ts'

/** The objects of a page of a list or of a report. */
export function pageAnswer(answer: HttpAnswer, path: string): AnsweredPage {
  const body = answer.json()
  const list = isObject(body) ? (body['timeentries'] ?? body['timeEntries']) : body
  if (!Array.isArray(list)) throw unexpectedAnswer(path, 'list of time entries')
  return { objects: list.filter(isObject), isLast: isLastPage(answer.headers) }
}
