import type { Rate } from './entities.ts'
import type { WorkspaceState } from './workspace-state.ts'

/** The rates of somebody's time: those of the person in the project, else of the project, the person, the workspace. */
export function ratesFor(
  workspace: WorkspaceState,
  userId: string,
  projectId: string | null,
): { readonly hourlyRate: Rate | null; readonly costRate: Rate | null } {
  const project = workspace.of('projects').get(projectId)
  const inProject = project?.memberships.find((membership) => membership.userId === userId)
  const inWorkspace = workspace.members
    .get(userId)
    ?.memberships.find(({ membershipType }) => membershipType === 'WORKSPACE')
  const { record } = workspace
  return {
    hourlyRate: inProject?.hourlyRate ?? project?.hourlyRate ?? inWorkspace?.hourlyRate ?? record.hourlyRate,
    costRate: inProject?.costRate ?? project?.costRate ?? inWorkspace?.costRate ?? record.costRate,
  }
}
