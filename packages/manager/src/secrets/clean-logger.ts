import type { Logger } from '@millrace/core'
import { cleanError } from './clean-error.ts'
import type { Redactor } from './redactor.ts'

/** A logger that takes secrets out of everything before it hands it on. */
export function cleanLogger(logger: Logger, redactor: Redactor): Logger {
  const write =
    (level: keyof Logger) =>
    (fields: object, message: string): void => {
      logger[level](cleanError(fields, redactor) as object, redactor.clean(message))
    }
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') }
}
