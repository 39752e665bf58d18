import { isObject } from './clockify-object.ts'
import type { ClockifyObject } from './clockify-object.ts'
import { without } from './without.ts'

/** The record of an approval request: itself at the top, and the ids of what is to be approved. */
export function toApprovalRequest(details: ClockifyObject): ClockifyObject {
  const { approvalRequest: request } = details
  return {
    ...without(details, 'approvalRequest'),
    ...(isObject(request) ? request : {}),
    entries: idsOf(details['entries']),
    expenses: idsOf(details['expenses']),
  }
}

function idsOf(objects: unknown): readonly string[] {
  if (!Array.isArray(objects)) return []
  return objects.filter(isObject).flatMap(({ id }) => (typeof id === 'string' ? [id] : []))
}
