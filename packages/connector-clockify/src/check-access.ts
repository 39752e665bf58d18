import { HttpError, SourceError } from '@millrace/core/plugin'
import type { Context, HttpQuery, JsonValue } from '@millrace/core/plugin'
import { isForbidden, usersPath } from './api/access.ts'
import type { ClockifyApi } from './api/clockify-api.ts'
import { explainFailure } from './api/explain-failure.ts'
import { readRefusal } from './api/read-refusal.ts'
import { selectWorkspaces, unknownWorkspaces } from './api/workspaces.ts'
import { idOf, isObject } from './entities/clockify-object.ts'
import type { ClockifyObject } from './entities/clockify-object.ts'

/** Tells apart a wrong address, a wrong key, a wrong region, an unknown workspace and a missing role. Says what to mend. */
export async function checkAccess(api: ClockifyApi, context: Context): Promise<void> {
  const workspaces =
    api.settings.addonToken === undefined ? await seenByKey(api, context) : await seenByAddon(api, context)
  const answers = await Promise.all(workspaces.map((workspace) => maySeeAll(api, workspace, context)))
  const withoutRole = workspaces.filter((_, index) => answers[index] === false)
  if (withoutRole.length > 0) throw missingRole(withoutRole)
}

async function seenByKey(api: ClockifyApi, context: Context): Promise<readonly ClockifyObject[]> {
  const user = await ask(api, '/user', context)
  if (!isObject(user) || idOf(user) === '') throw wrongAddress(api)
  const seen = await ask(api, '/workspaces', context)
  if (!Array.isArray(seen)) throw wrongAddress(api)
  const workspaces = selectWorkspaces(api, seen.filter(isObject))
  if (workspaces.length > 0) return workspaces
  throw new SourceError({
    code: 'clockify_no_workspace',
    message: `the user of the key has no workspace at ${api.place}: set \`region\` to where the workspaces are, and use a key made there`,
    isRetryable: false,
  })
}

async function seenByAddon(api: ClockifyApi, context: Context): Promise<readonly ClockifyObject[]> {
  const wanted = api.settings.workspaces ?? []
  return Promise.all(
    wanted.map(async (id) => {
      const workspace = await ask(api, `/workspaces/${id}`, context).catch((error: unknown) => {
        throw isForbidden(error) || isUnknown(error) ? unknownWorkspaces(api, [id], []) : error
      })
      if (!isObject(workspace) || idOf(workspace) === '') throw wrongAddress(api)
      return workspace
    }),
  )
}

async function maySeeAll(api: ClockifyApi, workspace: ClockifyObject, context: Context): Promise<boolean> {
  try {
    await ask(api, usersPath(idOf(workspace)), context, { page: 1, 'page-size': 1 })
    return true
  } catch (error) {
    if (isForbidden(error)) return false
    throw error
  }
}

async function ask(api: ClockifyApi, path: string, context: Context, query: HttpQuery = {}): Promise<JsonValue> {
  try {
    return (await api.try({ path, query, ...context })).json()
  } catch (error) {
    throw explainTrial(error, path, api)
  }
}

function explainTrial(error: unknown, path: string, api: ClockifyApi): unknown {
  if (!HttpError.isInstance(error)) return error
  if (error.code === 'http_bad_body') return wrongAddress(api, error)
  if (error.status === undefined) return error.retryAt === undefined ? unreachable(api, error) : error
  if (error.isRetryable) return error
  // Clockify answers an unknown workspace with 404 and nothing, and everything else that it refuses with words.
  const isItsOwn = readRefusal(error) !== undefined || (error.status === 404 && error.body === '')
  if (!isItsOwn || isUnknownRoute(error)) return wrongAddress(api, error)
  return explainFailure(error, path, api.place)
}

function isUnknownRoute(error: HttpError): boolean {
  return error.status === 404 && readRefusal(error)?.message.startsWith('No static resource') === true
}

function isUnknown(error: unknown): boolean {
  return SourceError.isInstance(error) && error.code === 'clockify_not_found'
}

function missingRole(workspaces: readonly ClockifyObject[]): SourceError {
  const names = workspaces.map((workspace) => {
    const { name } = workspace
    return typeof name === 'string' ? `${name} (${idOf(workspace)})` : idOf(workspace)
  })
  return new SourceError({
    code: 'clockify_missing_role',
    message:
      `the user of the key is neither WORKSPACE_OWN nor WORKSPACE_ADMIN in workspace ${names.join(', ')}, and would read only a part of it. ` +
      'Have an owner grant the role, use the key of somebody who has it, or name other workspaces in the setting `workspaces`',
    isRetryable: false,
  })
}

function wrongAddress(api: ClockifyApi, cause?: HttpError): SourceError {
  return new SourceError({
    code: 'clockify_wrong_address',
    message:
      `what answers at ${api.place} is not the API of Clockify: \`apiBaseUrl\` ends with /api/v1, and no proxy may stand in between ` +
      'that wants a login',
    isRetryable: false,
    cause,
  })
}

function unreachable(api: ClockifyApi, cause: HttpError): SourceError {
  return new SourceError({
    code: 'clockify_unreachable',
    message: `nobody answers at ${api.place} (${cause.code}): are \`apiBaseUrl\` and the network in order?`,
    isRetryable: true,
    cause,
  })
}
