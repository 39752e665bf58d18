import { MillraceError } from '@millrace/core'

/** A value that a step cannot work on rejects its record. Says where and what is wanted, never the value. */
export class TransformationError extends MillraceError {
  /** Path of the value at fault. */
  readonly path: string

  constructor(path: string, message: string) {
    super({ code: 'transformation_failed', message: `${path}: ${message}` })
    this.path = path
  }

  static override isInstance(this: void, value: unknown): value is TransformationError {
    return MillraceError.isInstance(value) && value.code === 'transformation_failed'
  }
}
