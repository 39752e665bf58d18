import type { JsonValue } from '@millrace/core'
import type { z } from 'zod'
import { findNonJson } from './find-non-json.ts'
import { mayChangeShape } from './inner-schemas.ts'
import { splitSettings } from './split-settings.ts'

/** Secrets as a schema returns them: those that it brings itself as a default, or writes differently. */
export function secretsAsParsed(schema: z.ZodType, parsed: unknown): readonly JsonValue[] {
  // Where the shape changes, too much would count as secret, and messages would say nothing any more.
  if (mayChangeShape(schema) || findNonJson(parsed).length > 0) return []
  return [...splitSettings(schema, parsed).secrets.values()].flatMap((secret) =>
    secret.type === 'value' ? [secret.value] : [],
  )
}
