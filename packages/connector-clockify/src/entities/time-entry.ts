import type { ClockifyObject } from './clockify-object.ts'
import { createdAt } from './created-at.ts'
import { customFieldValues } from './custom-field-values.ts'
import { entryEnd, entryStart, intervalOf } from './entry-interval.ts'
import { durationSeconds } from './iso-duration.ts'
import { nullIfEmpty } from './null-if-empty.ts'

/**
 * The record of a time entry: tags as `tags`, how long it took as `duration_seconds` (null while it runs), and when it was
 * made, as its id says.
 */
export function toTimeEntry(entry: ClockifyObject): ClockifyObject {
  const { tagIds, customFieldValues: values, ...others } = entry
  return {
    ...others,
    projectId: nullIfEmpty(entry['projectId']),
    taskId: nullIfEmpty(entry['taskId']),
    tags: Array.isArray(tagIds) ? tagIds : [],
    customFieldValues: customFieldValues(values),
    duration_seconds: secondsOf(entry),
    created_at: createdAt(entry['id']),
  }
}

function secondsOf(entry: ClockifyObject): number | null {
  const [start, end] = [entryStart(entry), entryEnd(entry)]
  return start === undefined || end === undefined
    ? durationSeconds(intervalOf(entry)['duration'])
    : (end - start) / 1_000
}
