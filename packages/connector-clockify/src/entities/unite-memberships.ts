import type { JsonValue } from '@millrace/core/plugin'
import { isObject } from './clockify-object.ts'
import type { ClockifyObject } from './clockify-object.ts'

/** Fields by which the child tables know a membership. */
export type MembershipKey = readonly ('userId' | 'targetId' | 'membershipType')[]

/** Names a membership among those of a workspace or a project. */
export const memberKey: MembershipKey = ['userId', 'targetId', 'membershipType']

/** Names a membership among those of a user. */
export const targetKey: MembershipKey = ['targetId', 'membershipType']

/** Memberships in the order of the key, each once; the last one of several stays. A field of the key that is missing is `""`. */
export function uniteMemberships(memberships: JsonValue | undefined, key: MembershipKey): readonly ClockifyObject[] {
  const byKey = new Map<string, ClockifyObject>()
  for (const membership of Array.isArray(memberships) ? memberships.filter(isObject) : []) {
    const fields = Object.fromEntries(key.map((name) => [name, membership[name] ?? '']))
    byKey.set(JSON.stringify(Object.values(fields)), { ...membership, ...fields })
  }
  return [...byKey].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, membership]) => membership)
}
