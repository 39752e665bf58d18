import { z } from 'zod'

/** Schemas with the names that they have in the OpenAPI document. */
export const names: ReturnType<typeof z.registry<{ id: string }>> = z.registry<{ id: string }>()

/** Gives a schema its name. */
export function naming<Schema extends z.ZodType>(name: string, schema: Schema): Schema {
  names.add(schema, { id: name })
  return schema
}
