import { createHash } from 'node:crypto'
import { InvalidOptionsError } from '../../contract/errors/invalid-options-error.ts'
import type { HttpCredentials, OAuthCredentials } from './http-credentials.ts'
import { Redactor } from './redactor.ts'
import { isHeader } from './resolved-client-options.ts'
import { untilAborted } from './until-aborted.ts'

/** Puts the credentials onto requests and knows what must not be shown. */
export class Identity {
  /** Tells accounts apart without saying anything of their secrets. */
  readonly fingerprint: string
  readonly redactor: Redactor
  readonly #credentials: HttpCredentials | undefined
  #token: string | undefined
  #renewal: Promise<string> | undefined

  constructor(credentials: HttpCredentials | undefined, otherSecrets: readonly string[]) {
    this.#credentials = credentials
    this.fingerprint = fingerprintOf(credentials)
    this.redactor = new Redactor([...secretsOf(credentials), ...otherSecrets])
  }

  /** The token to ask with, for credentials that have one that expires. */
  async token(signal: AbortSignal): Promise<string | undefined> {
    if (this.#credentials?.type !== 'oauth') return undefined
    return this.#ask(this.#credentials, signal, false)
  }

  /** Another token than the one that was refused. Requests that are refused at the same time get the same. */
  async renewToken(refused: string, signal: AbortSignal): Promise<string> {
    while (this.#renewal !== undefined) await untilAborted(this.#renewal.catch(ignore), signal)
    if (this.#credentials?.type !== 'oauth') return refused
    if (this.#token !== undefined && this.#token !== refused) return this.#token
    const renewal = this.#ask(this.#credentials, signal, true)
    this.#renewal = renewal
    try {
      return await renewal
    } finally {
      this.#renewal = undefined
    }
  }

  apply(url: URL, headers: Headers, token: string | undefined): void {
    const credentials = this.#credentials
    switch (credentials?.type) {
      case undefined:
        return
      case 'bearer':
        headers.set('authorization', `Bearer ${credentials.token}`)
        return
      case 'basic':
        headers.set('authorization', `Basic ${basicOf(credentials.user, credentials.password)}`)
        return
      case 'header':
        headers.set(credentials.name, credentials.value)
        return
      case 'query':
        url.searchParams.set(credentials.name, credentials.value)
        return
      case 'oauth':
        headers.set('authorization', `Bearer ${token ?? ''}`)
        return
      default:
        credentials satisfies never
    }
  }

  /** Takes the credentials out of a URL to another origin, where a server may have put them. */
  strip(url: URL): void {
    if (this.#credentials?.type !== 'query') return
    url.searchParams.delete(this.#credentials.name, this.#credentials.value)
  }

  async #ask(credentials: OAuthCredentials, signal: AbortSignal, isRefused: boolean): Promise<string> {
    const token = await untilAborted(credentials.token({ signal, isRefused }), signal)
    if (typeof token !== 'string' || token === '' || !isHeader(['authorization', `Bearer ${token}`])) {
      const message = 'gave something else than a token that a header can hold'
      throw new InvalidOptionsError([{ path: 'credentials.token', message }])
    }
    this.redactor.learn(token)
    this.#token = token
    return token
  }
}

function secretsOf(credentials: HttpCredentials | undefined): readonly string[] {
  switch (credentials?.type) {
    case undefined:
    case 'oauth':
      return []
    case 'bearer':
      return [credentials.token]
    case 'basic': {
      // The user too: some APIs take a key there, and a word of their own for the password.
      const { user, password } = credentials
      return [user, password, basicOf(user, password)]
    }
    case 'header':
    case 'query':
      return [credentials.value]
    default:
      return credentials satisfies never
  }
}

function fingerprintOf(credentials: HttpCredentials | undefined): string {
  if (credentials === undefined) return 'nobody'
  const named = credentials.type === 'oauth' ? { ...credentials, account: accountOf(credentials) } : credentials
  return createHash('sha256').update(JSON.stringify(named)).digest('base64url')
}

let accounts: WeakMap<OAuthCredentials['token'], number> | undefined
let lastAccount = 0

function accountOf({ token, account }: OAuthCredentials): string {
  if (account !== undefined) return `account ${account}`
  accounts ??= new WeakMap()
  const known = accounts.get(token) ?? ++lastAccount
  accounts.set(token, known)
  return `function ${known}`
}

function basicOf(user: string, password: string): string {
  return Buffer.from(`${user}:${password}`, 'utf8').toString('base64')
}

function ignore(): undefined {
  return undefined
}
