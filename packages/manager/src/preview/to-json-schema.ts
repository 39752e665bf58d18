import { z } from 'zod'
import type { StandardSchema } from '@millrace/core/plugin'

/** A JSON Schema (draft 2020-12). */
export type JsonSchema = Readonly<Record<string, unknown>>

/**
 * What a user may give, as JSON Schema: of a zod schema exactly that, where JSON Schema has words for it; of another
 * library's `{}`, which is anything.
 */
export function toJsonSchema(schema: StandardSchema): JsonSchema {
  if (!isZod(schema)) return {}
  // What is checked by a function, or has no JSON, is anything as well.
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
}

/** Zod 3 has the same vendor, but says of itself what nobody can read. */
function isZod(schema: StandardSchema): schema is StandardSchema & z.core.$ZodType {
  return schema['~standard'].vendor === 'zod' && '_zod' in schema
}
