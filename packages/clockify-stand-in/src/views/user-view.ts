import type { Account, Member, Membership, User } from '../world/entities.ts'

/** A user as `GET /users` shows it; which memberships is a parameter there. */
export function userView(
  account: Account,
  member: Pick<Member, 'memberships' | 'customFields'>,
  memberships: readonly Membership[] = member.memberships,
): User {
  const { id, email, name, ...others } = account
  return { id, email, name, memberships, ...others, customFields: member.customFields }
}
