import { z } from 'zod'
import { names } from '../schemas/naming.ts'

type JsonSchema = Readonly<Record<string, unknown>>

/** JSON schemas of a document: those that have a name stand in one place, and are referred to. */
export class SchemaBook {
  readonly #schemas: Map<string, JsonSchema> = new Map()

  /** A reference to a schema with a name; any other one as it is. */
  refer(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
    const whole = toJsonSchema(schema, io)
    const { $defs = {}, ...itself } = whole as { readonly $defs?: Readonly<Record<string, JsonSchema>> }
    for (const [name, definition] of Object.entries($defs)) this.#add(name, definition)
    const name = names.get(schema)?.id
    if (name === undefined) return moved(itself)
    // A schema that refers to itself is already a reference.
    if (!('$ref' in itself)) this.#add(name, itself)
    return { $ref: `#/components/schemas/${name}` }
  }

  /** A schema as it is. */
  inline(schema: z.ZodType): JsonSchema {
    return moved(toJsonSchema(schema, 'input'))
  }

  /** All that have a name, by name. */
  schemas(): Readonly<Record<string, JsonSchema>> {
    return Object.fromEntries([...this.#schemas].toSorted(([left], [right]) => (left < right ? -1 : 1)))
  }

  #add(name: string, { id: _id, ...definition }: JsonSchema): void {
    this.#schemas.set(name, moved(definition))
  }
}

function toJsonSchema(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const {
    $schema: _draft,
    id: _id,
    ...rest
  } = z.toJSONSchema(schema, {
    io,
    metadata: names as unknown as typeof z.globalRegistry,
    unrepresentable: 'any',
    // What `meta` says stands in another registry than the names.
    override: ({ zodSchema, jsonSchema }) => {
      Object.assign(jsonSchema, z.globalRegistry.get(zodSchema as unknown as z.ZodType))
    },
  }) as JsonSchema & Record<string, unknown>
  return rest
}

/** References lead to the components of the document. */
function moved(schema: JsonSchema): JsonSchema {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/$defs/', '"#/components/schemas/')) as JsonSchema
}
