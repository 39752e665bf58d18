import { ok } from '../http/answer.ts'
import { accessDenied } from '../http/api-error.ts'
import type { Route } from '../http/route.ts'
import { workspaceRoute } from '../http/workspace-route.ts'
import { userView } from '../views/user-view.ts'
import { workspaceView } from '../views/workspace-view.ts'

/** The words of the `roles` filter differ from those of user rows. */
const roleFilters = ['OWNER', 'WORKSPACE_ADMIN', 'TEAM_MANAGER', 'PROJECT_MANAGER'] as const

/** Who asks, and the workspaces of whoever asks. */
export const accountRoutes: readonly Route[] = [
  {
    host: 'core',
    method: 'GET',
    path: '/user',
    answer({ world, caller, query }) {
      const account = world.accounts.get(caller.userId)
      if (account === undefined) throw accessDenied()
      const withMemberships = query.boolean('include-memberships') ?? false
      const members = world.workspaces().flatMap(({ members }) => members.get(account.id) ?? [])
      const memberships = withMemberships ? members.flatMap((member) => member.memberships) : []
      return ok(userView(account, { memberships, customFields: members[0]?.customFields ?? [] }))
    },
  },
  {
    host: 'core',
    method: 'GET',
    path: '/workspaces',
    answer({ world, caller, query }) {
      if (caller.workspaceId !== undefined) throw accessDenied()
      const wanted = query.someOf('roles', roleFilters).map((role) => (role === 'OWNER' ? 'WORKSPACE_OWN' : role))
      const workspaces = world.workspaces().filter((workspace) => {
        if (workspace.roleOf(caller.userId) === undefined) return false
        const roles = workspace.members.get(caller.userId)?.roles ?? []
        return wanted.length === 0 || roles.some(({ role }) => wanted.some((candidate) => candidate === role))
      })
      return ok(workspaces.map(workspaceView))
    },
  },
  workspaceRoute('', {}, ({ workspace }) => ok(workspaceView(workspace))),
]
