/** What an error is made from. */
export interface ErrorOptions {
  /** Stable, lower case, documented in `docs/reference/errors.md`. */
  readonly code: string
  /** What, where and the remedy; never values or secrets. */
  readonly message: string
  /** Whether the same call may go through later without anything being changed. */
  readonly isRetryable?: boolean
  /** What was thrown first. */
  readonly cause?: unknown
}

/** The base of every error this project throws on purpose. */
export class MillraceError extends Error {
  /** The marker by which errors are known across two copies of this package. */
  readonly isMillraceError = true
  readonly code: string
  readonly isRetryable: boolean

  constructor(options: ErrorOptions) {
    if (typeof options !== 'object') throw new TypeError('an error is made from { message, … }, not from a text')
    super(options.message, 'cause' in options ? { cause: options.cause } : undefined)
    this.name = new.target.name
    this.code = options.code
    this.isRetryable = options.isRetryable ?? false
  }

  /** Like `instanceof`, but also true for an error made by another copy of the package. */
  static isInstance(this: void, value: unknown): value is MillraceError {
    return value instanceof Error && 'isMillraceError' in value
  }
}

/** For the `isInstance` of a subclass: its marker is its code. */
export function hasCode(value: unknown, code: string): boolean {
  return MillraceError.isInstance(value) && value.code === code
}
