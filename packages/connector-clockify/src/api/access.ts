import { SourceError } from '@millrace/core/plugin'
import type { CallContext, ClockifyApi } from './clockify-api.ts'
import { OncePerRun } from './once-per-run.ts'
import type { RunContext } from './once-per-run.ts'

/** What the user of the key may see, asked for once per run. */
export class Access {
  readonly #api: ClockifyApi
  readonly #answers: OncePerRun<boolean> = new OncePerRun()

  constructor(api: ClockifyApi) {
    this.#api = api
  }

  /** Whether lists of the workspace show everything. Others than owners and administrators get what is theirs, without a word. */
  async seesAll(workspaceId: string, context: RunContext): Promise<boolean> {
    return this.#answers.get(workspaceId, context, () => canListUsers(this.#api, workspaceId, context))
  }
}

async function canListUsers(api: ClockifyApi, workspaceId: string, context: CallContext): Promise<boolean> {
  try {
    await api.get(usersPath(workspaceId), context, { page: 1, 'page-size': 1 })
    return true
  } catch (error) {
    if (isForbidden(error)) return false
    throw error
  }
}

/** The list that only owners and administrators may see. */
export function usersPath(workspaceId: string): string {
  return `/workspaces/${workspaceId}/users`
}

/** Whether something was refused for want of a right or of a feature. */
export function isForbidden(error: unknown): error is SourceError {
  return SourceError.isInstance(error) && error.code === 'clockify_forbidden'
}
