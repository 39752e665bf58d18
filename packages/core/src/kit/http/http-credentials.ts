/** How an API knows who asks. */
export type HttpCredentials =
  /** `Authorization: Bearer …` */
  | { readonly type: 'bearer'; readonly token: string }
  /** `Authorization: Basic …` */
  | { readonly type: 'basic'; readonly user: string; readonly password: string }
  /** A header of the API's own: `X-Api-Key`. */
  | { readonly type: 'header'; readonly name: string; readonly value: string }
  /** A parameter in the query. */
  | { readonly type: 'query'; readonly name: string; readonly value: string }
  /** A bearer token that is fetched, and replaced when it expires. */
  | OAuthCredentials

/** Tokens that come from somewhere and expire. */
export interface OAuthCredentials {
  readonly type: 'oauth'
  /**
   * Gives a token that is valid now. Asked before every request, so keep what you fetched; asked once more after a 401, with
   * the token that was refused.
   */
  readonly token: (request: TokenRequest) => Promise<string>
  /** Clients with the same account and host share a budget. Default: clients with the same `token` function do. */
  readonly account?: string
}

/** What a token is asked for with. */
export interface TokenRequest {
  readonly signal: AbortSignal
  /** True after a 401: the last token is not to be given again. */
  readonly isRefused: boolean
}
