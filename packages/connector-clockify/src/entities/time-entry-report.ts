import type { JsonValue } from '@millrace/core/plugin'
import { isObject } from './clockify-object.ts'
import type { ClockifyObject } from './clockify-object.ts'
import { createdAt } from './created-at.ts'
import { customFieldValues } from './custom-field-values.ts'
import { nullIfEmpty } from './null-if-empty.ts'
import { rowId } from './report-row.ts'
import { without } from './without.ts'

const idsAndNames = ['projectId', 'projectName', 'clientId', 'clientName', 'taskId', 'taskName'] as const

/** The record of a row of the detailed report: as it is, with `_id` as `id` and the workspace that was asked about. */
export function toTimeEntryReport(row: ClockifyObject, workspaceId: string): ClockifyObject {
  const id = rowId(row)
  const { isLocked = row['locked'] ?? null } = row
  return {
    ...without(row, '_id', 'locked', 'tagIds'),
    ...Object.fromEntries(idsAndNames.map((key) => [key, nullIfEmpty(row[key])])),
    id,
    workspaceId,
    isLocked,
    tags: tagsOf(row),
    amounts: row['amounts'] ?? [],
    customFields: customFieldValues(row['customFields']),
    created_at: createdAt(id),
  }
}

/** Old rows carry ids of tags only. */
function tagsOf({ tags, tagIds }: ClockifyObject): readonly JsonValue[] {
  if (Array.isArray(tags)) return tags.filter(isObject).map((tag) => ({ ...without(tag, '_id'), id: rowId(tag) }))
  return Array.isArray(tagIds) ? tagIds.map((id: JsonValue) => ({ id })) : []
}
