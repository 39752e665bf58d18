import { isObject } from './clockify-object.ts'
import type { ClockifyObject } from './clockify-object.ts'
import { without } from './without.ts'

/** The record of an expense: with the ids of what it belongs to at the top, as a single expense has them. */
export function toExpense(expense: ClockifyObject): ClockifyObject {
  const { date } = expense
  return {
    ...expense,
    // A day, though it is sometimes sent as its first instant.
    date: typeof date === 'string' ? date.slice(0, 10) : (date ?? null),
    ...owner(expense, 'category'),
    ...owner(expense, 'project'),
    ...owner(expense, 'task'),
  }
}

function owner(expense: ClockifyObject, name: string): ClockifyObject {
  const key = `${name}Id`
  const object = expense[name]
  if (!isObject(object)) return { [key]: expense[key] ?? null }
  return { [key]: object['id'] ?? null, [name]: without(object, 'id', 'workspaceId') }
}
