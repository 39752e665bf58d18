import type { JsonValue } from '@millrace/core/plugin'
import { idOf } from './clockify-object.ts'
import type { ClockifyObject } from './clockify-object.ts'
import { entryEnd, intervalOf } from './entry-interval.ts'
import { isoDuration } from './iso-duration.ts'
import { nullIfEmpty } from './null-if-empty.ts'

/** A row of the detailed report as the list would show the entry: the same names, units and shapes. */
export function toListedEntry(row: ClockifyObject, workspaceId: string): ClockifyObject {
  const { start = null, end = null, duration } = intervalOf(row)
  return {
    id: rowId(row),
    description: row['description'] ?? null,
    tagIds: row['tagIds'] ?? tagIdsOf(row),
    userId: row['userId'] ?? null,
    billable: row['billable'] ?? null,
    taskId: nullIfEmpty(row['taskId']),
    projectId: nullIfEmpty(row['projectId']),
    workspaceId,
    timeInterval: { start, end, duration: toIso(duration, row) },
    customFieldValues: row['customFields'] ?? [],
    type: row['type'] ?? null,
    hourlyRate: toRate(row['rate'], row['currency']),
    costRate: toRate(row['costRate'], row['currency']),
    isLocked: row['isLocked'] ?? row['locked'] ?? null,
  }
}

/** The id of the entry that a row is about. */
export function rowId({ _id, id }: ClockifyObject): string {
  return idOf({ id: _id ?? id ?? null })
}

function tagIdsOf({ tags }: ClockifyObject): JsonValue {
  return Array.isArray(tags) ? tags.map((tag: ClockifyObject) => rowId(tag)) : null
}

function toIso(duration: JsonValue | undefined, row: ClockifyObject): JsonValue {
  const seconds = typeof duration === 'string' && /^\d+$/.test(duration) ? Number(duration) : duration
  if (typeof seconds === 'number') return isoDuration(seconds)
  return entryEnd(row) === undefined ? null : (duration ?? null)
}

function toRate(amount: JsonValue | undefined, currency: JsonValue | undefined): JsonValue {
  return amount === null || amount === undefined ? null : { amount, currency: currency ?? null }
}
