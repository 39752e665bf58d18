import { createdAt } from '../../entities/created-at.ts'

const yearInMs = 365 * 86_400_000
/** Clockify did not exist before it. */
const earliest = '2016-01-01T00:00:00Z'

/**
 * Where the reports of a workspace begin, in milliseconds since 1970: `since`, else a year before the workspace was made. A
 * report needs a beginning, and people enter time that they worked before they had the workspace.
 */
export function historyBegin(workspaceId: string, since: number | undefined): number {
  const madeAt = createdAt(workspaceId)
  return since ?? (madeAt === null ? Date.parse(earliest) : Date.parse(madeAt) - yearInMs)
}
