import type { Workspace } from '../world/entities.ts'
import type { WorkspaceState } from '../world/workspace-state.ts'

/** A workspace as `GET /workspaces` shows it, with the memberships of all its users. */
export function workspaceView({ record, members }: WorkspaceState): Workspace {
  const { id, name, hourlyRate, costRate, ...others } = record
  const memberships = members
    .all()
    .flatMap((member) => member.memberships.filter(({ membershipType }) => membershipType === 'WORKSPACE'))
  return { id, name, hourlyRate, costRate, ...others, memberships }
}
