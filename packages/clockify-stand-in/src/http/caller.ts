import type { IncomingHttpHeaders } from 'node:http'
import { refusal } from './api-error.ts'

/** Whoever sent a request. */
export interface Caller {
  /** `owner`, `admin`, `member`, `addon`, or the id of the user. */
  readonly keyName: string
  readonly userId: string
  /** An add-on knows one workspace alone. */
  readonly workspaceId?: string
}

export interface KeyRing {
  /** By the key. */
  readonly apiKeys: ReadonlyMap<string, Caller>
  /** By the token. */
  readonly addonTokens: ReadonlyMap<string, Caller>
}

/** The caller of a request with exactly one of the two headers; a 401 for any other. */
export function authenticate(headers: IncomingHttpHeaders, keys: KeyRing): Caller {
  const apiKey = headers['x-api-key']
  const addonToken = headers['x-addon-token']
  if ((apiKey === undefined) === (addonToken === undefined)) {
    throw refusal(401, 'Multiple or none auth tokens present', 1000)
  }
  if (addonToken !== undefined) {
    const caller = keys.addonTokens.get(String(addonToken))
    if (caller === undefined) throw refusal(401, 'Token is not valid', 4017)
    return caller
  }
  const caller = keys.apiKeys.get(String(apiKey))
  if (caller === undefined) throw refusal(401, 'Api key does not exist', 4003)
  return caller
}
