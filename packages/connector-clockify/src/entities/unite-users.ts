import { toJsonText } from '@millrace/core/plugin'
import type { JsonValue } from '@millrace/core/plugin'
import { isObject } from './clockify-object.ts'
import type { ClockifyObject } from './clockify-object.ts'
import { customFieldValues } from './custom-field-values.ts'
import { without } from './without.ts'
import { targetKey, uniteMemberships } from './unite-memberships.ts'

/**
 * One user as several workspaces show it. What is said of the account is taken from the first that knows it; memberships,
 * roles and values of custom fields are those of all.
 */
export function uniteUsers(views: readonly ClockifyObject[]): ClockifyObject {
  const [first = {}, ...others] = views
  const account = others.reduce((known, view) => ({ ...view, ...withoutNulls(known) }), first)
  return {
    ...account,
    memberships: uniteMemberships(elementsOf(views, 'memberships'), targetKey).map(withoutUser),
    customFields: customFieldValues([...uniteElements(views, 'customFields')]),
    roles: uniteElements(views, 'roles'),
  }
}

/** The elements of a list of all workspaces, equal ones once. */
function uniteElements(views: readonly ClockifyObject[], list: string): readonly ClockifyObject[] {
  const elements = elementsOf(views, list).map(withoutUser)
  return [...new Map(elements.map((element) => [toJsonText(element), element])).values()]
}

function elementsOf(views: readonly ClockifyObject[], list: string): ClockifyObject[] {
  return views.flatMap((view) => {
    const elements = view[list]
    return Array.isArray(elements) ? elements.filter(isObject) : []
  })
}

/** The row of an element carries the user's id as `user_id`. */
function withoutUser(element: ClockifyObject): ClockifyObject {
  return without(element, 'userId')
}

function withoutNulls(object: ClockifyObject): Record<string, JsonValue> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== null))
}
