import type { OptionProblem } from '@millrace/core'

/** What an error of the API is made from. */
export interface ApiErrorOptions {
  readonly status: number
  /** Stable, lower case. */
  readonly code: string
  /** What, where and the remedy; never values or secrets. */
  readonly message: string
  /** The manager understood what was asked, and does not do it: with the form `success` the status is 200. */
  readonly isRefusal?: boolean
  /** Every problem of a body or query. */
  readonly problems?: readonly OptionProblem[]
  readonly headers?: Readonly<Record<string, string>>
}

/** What a client is told in place of an answer. */
export class ApiError extends Error {
  readonly status: number
  readonly code: string
  readonly isRefusal: boolean
  readonly problems: readonly OptionProblem[]
  readonly headers: Readonly<Record<string, string>>

  constructor({ status, code, message, isRefusal = false, problems = [], headers = {} }: ApiErrorOptions) {
    super(message)
    this.name = 'ApiError'
    this.status = status
    this.code = code
    this.isRefusal = isRefusal
    this.problems = problems
    this.headers = headers
  }
}
