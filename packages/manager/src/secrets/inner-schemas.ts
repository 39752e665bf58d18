import { z } from 'zod'

/** Any schema of zod, from whichever copy and build of it. */
export type AnySchema = z.core.$ZodType

/** What a schema of zod says of itself. Each type of schema has some of these. */
export interface SchemaDefinition {
  readonly type: string
  readonly innerType?: AnySchema
  readonly shape?: Readonly<Record<string, AnySchema>>
  readonly catchall?: AnySchema
  readonly element?: AnySchema
  readonly items?: readonly AnySchema[]
  readonly rest?: AnySchema | null
  readonly keyType?: AnySchema
  readonly valueType?: AnySchema
  readonly options?: readonly AnySchema[]
  readonly left?: AnySchema
  readonly right?: AnySchema
  readonly in?: AnySchema
  readonly out?: AnySchema
  readonly transform?: unknown
  readonly getter?: () => AnySchema
}

export function definitionOf(schema: AnySchema): SchemaDefinition {
  return schema._zod.def
}

/** Whether it is marked with `.meta({ isSecret: true })` itself. */
export function isMarkedSecret(schema: AnySchema): boolean {
  const own = 'meta' in schema && typeof schema.meta === 'function' ? (schema.meta as () => unknown)() : undefined
  const meta: unknown = own ?? z.globalRegistry.get(schema)
  return typeof meta === 'object' && meta !== null && 'isSecret' in meta && meta.isSecret === true
}

/** Whether it holds for the schema or for any below it. */
function someSchema(
  schema: AnySchema,
  holds: (schema: AnySchema) => boolean,
  seen: Set<AnySchema> = new Set(),
): boolean {
  if (seen.has(schema)) return false
  seen.add(schema)
  return holds(schema) || innerSchemas(schema).some((inner) => someSchema(inner, holds, seen))
}

export function mayHoldSecrets(schema: AnySchema): boolean {
  return someSchema(schema, isMarkedSecret)
}

/** Whether what comes out may have another shape than what goes in. */
export function mayChangeShape(schema: AnySchema): boolean {
  return someSchema(schema, (inner) => {
    const { type, transform } = definitionOf(inner)
    return type === 'transform' || transform !== undefined
  })
}

function innerSchemas(schema: AnySchema): readonly AnySchema[] {
  const {
    innerType,
    shape,
    catchall,
    element,
    items,
    rest,
    keyType,
    valueType,
    options,
    left,
    right,
    getter,
    ...pipe
  } = definitionOf(schema)
  const single = [innerType, catchall, element, rest, keyType, valueType, left, right, pipe.in, pipe.out, getter?.()]
  const several = [...Object.values(shape ?? {}), ...(items ?? []), ...(options ?? [])]
  return [...single.filter((inner) => inner !== undefined && inner !== null), ...several]
}
