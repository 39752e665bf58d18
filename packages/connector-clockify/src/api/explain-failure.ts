import { HttpError, SourceError } from '@millrace/core/plugin'
import { regions } from './base-urls.ts'
import { readRefusal } from './read-refusal.ts'

/** A refusal of Clockify, with what to mend; every other error as it is. `place` is where it was asked. */
export function explainFailure(error: unknown, path: string, place: string): unknown {
  if (!HttpError.isInstance(error)) return error
  switch (error.status) {
    case 401:
      return readRefusal(error)?.message.includes('permission') === true
        ? missingScope(error, path)
        : wrongKey(error, place)
    case 403:
      return new SourceError({
        code: 'clockify_forbidden',
        message:
          `${path} is refused: the user of the key must be WORKSPACE_OWN or WORKSPACE_ADMIN in the workspace, ` +
          'and its plan must have the feature',
        isRetryable: false,
        cause: error,
      })
    case 404:
      return new SourceError({
        code: 'clockify_not_found',
        message: `${path} does not exist at ${place}: is the workspace in another region (setting \`region\`)?`,
        isRetryable: false,
        cause: error,
      })
    default:
      return error
  }
}

function wrongKey(cause: HttpError, place: string): SourceError {
  return new SourceError({
    code: 'clockify_wrong_key',
    message:
      `Clockify does not know the key at ${place}. Either it is wrong: copy it again or make one under Profile settings, API. ` +
      `Or the workspaces are elsewhere: set \`region\` to ${regions.join(', ')}; keys of one region are unknown in the others, ` +
      'and a workspace with a subdomain needs a key made there, and `apiBaseUrl`',
    isRetryable: false,
    cause,
  })
}

function missingScope(cause: HttpError, path: string): SourceError {
  return new SourceError({
    code: 'clockify_forbidden',
    message: `${path} is refused: the add-on must be given the permission to read it`,
    isRetryable: false,
    cause,
  })
}
