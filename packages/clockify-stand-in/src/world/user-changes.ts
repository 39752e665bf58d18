import type { JsonObject } from '../json.ts'
import { userView } from '../views/user-view.ts'
import { defaultSettings } from './default-records.ts'
import type { Account, Membership, User } from './entities.ts'
import type { WorldBasics } from './world-basics.ts'
import type { WorkspaceState } from './workspace-state.ts'

export interface NewUser {
  /** An account that exists joins the workspace; default: a new one. */
  readonly id?: string
  readonly email?: string
  /** Default: made from the number of accounts; `null` for somebody who has not accepted the invitation. */
  readonly name?: string | null
  /** The status of the account. Default: ACTIVE. */
  readonly status?: string
  /** Default: ACTIVE. */
  readonly membershipStatus?: Membership['membershipStatus']
  /** Default: an ordinary member. */
  readonly role?: 'WORKSPACE_OWN' | 'WORKSPACE_ADMIN' | 'TEAM_MANAGER'
  readonly hourlyRate?: Membership['hourlyRate']
  readonly costRate?: Membership['costRate']
}

export function addUser(world: WorldBasics, workspace: WorkspaceState, user: NewUser): User {
  const account = world.accounts.get(user.id) ?? makeAccount(world, workspace, user)
  world.accounts.put(account)
  const membership: Membership = {
    userId: account.id,
    hourlyRate: user.hourlyRate ?? null,
    costRate: user.costRate ?? null,
    targetId: workspace.id,
    membershipType: 'WORKSPACE',
    membershipStatus: user.membershipStatus ?? 'ACTIVE',
  }
  const roles = user.role === undefined ? [] : [workspaceRole(user.role, workspace.id)]
  const member = { id: account.id, memberships: [membership], roles, customFields: [] }
  workspace.members.put(member)
  return userView(account, member)
}

export function setMembershipStatus(
  world: WorldBasics,
  workspace: WorkspaceState,
  userId: string,
  membershipStatus: Membership['membershipStatus'],
): User {
  const account = world.accounts.get(userId)
  const member = workspace.members.get(userId)
  if (account === undefined || member === undefined) throw new Error(`user ${userId} is not in the workspace`)
  const memberships = member.memberships.map((membership) => ({ ...membership, membershipStatus }))
  workspace.members.put({ ...member, memberships })
  world.noteUpdate(workspace, userId)
  return userView(account, { ...member, memberships })
}

export function removeUser(world: WorldBasics, workspace: WorkspaceState, userId: string): void {
  if (!workspace.members.delete(userId)) throw new Error(`user ${userId} is not in the workspace`)
  world.noteDeletion(workspace, userId, 'USER', { id: userId })
}

/** Puts the members of a project, which its record names, into the rows of its users. */
export function joinProject(workspace: WorkspaceState, memberships: readonly Membership[]): void {
  for (const membership of memberships) {
    const member = workspace.members.get(membership.userId)
    if (member === undefined) continue
    const others = member.memberships.filter(({ targetId }) => targetId !== membership.targetId)
    workspace.members.put({ ...member, memberships: [...others, membership] })
  }
}

/** A row of `roles`, as `include-roles` shows it. */
export function workspaceRole(role: string, workspaceId: string): JsonObject {
  const formatterRoleName = role === 'TEAM_MANAGER' ? 'Team manager' : 'Admin'
  return { role, formatterRoleName, entities: [{ id: workspaceId, name: '', membershipStatus: '', source: null }] }
}

function makeAccount(world: WorldBasics, workspace: WorkspaceState, { email, name, status }: NewUser): Account {
  const number = world.accounts.size + 1
  return {
    id: world.mintId('account'),
    email: email ?? `user${number}@example.com`,
    name: name === undefined ? `User ${number}` : name,
    profilePicture: 'https://img.clockify.me/no-user-image.png',
    activeWorkspace: workspace.id,
    defaultWorkspace: workspace.id,
    settings: name === null ? null : defaultSettings(world.zone),
    status: status ?? 'ACTIVE',
  }
}
