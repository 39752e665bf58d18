import type { JsonValue } from '@millrace/core'
import { definitionOf, isMarkedSecret, mayChangeShape, mayHoldSecrets } from './inner-schemas.ts'
import type { AnySchema } from './inner-schemas.ts'

/** Schemas that are wrapped in others, over many levels, are followed so far. */
const maxWrappers = 200

/** What a value may look like: schemas of objects, arrays and single values, or that it is a secret. */
export function possibleShapes(schemas: readonly AnySchema[], depth = 0): readonly AnySchema[] | 'secret' {
  const shapes: AnySchema[] = []
  for (const schema of schemas) {
    const found = shapesOf(schema, depth)
    if (found === 'secret') return 'secret'
    shapes.push(...found)
  }
  return shapes
}

function shapesOf(schema: AnySchema, depth: number): readonly AnySchema[] | 'secret' {
  if (isMarkedSecret(schema)) return 'secret'
  if (depth > maxWrappers) return mayHoldSecrets(schema) ? 'secret' : []
  const { type, innerType, options, left, right, keyType, getter, transform, ...pipe } = definitionOf(schema)
  if (innerType !== undefined) return possibleShapes([innerType], depth + 1)
  if (getter !== undefined) return possibleShapes([getter()], depth + 1)
  if (options !== undefined) return possibleShapes(options, depth + 1)
  if (left !== undefined && right !== undefined) return possibleShapes([left, right], depth + 1)
  // Keys cannot be told apart from the paths of what stands below them.
  if (keyType !== undefined && mayHoldSecrets(keyType)) return 'secret'
  if (type !== 'pipe' || pipe.in === undefined || pipe.out === undefined) return [schema]
  if (!mayHoldSecrets(pipe.out)) return possibleShapes([pipe.in], depth + 1)
  // What comes out holds secrets, and nobody knows from where in the value they come.
  if (transform !== undefined || mayChangeShape(pipe.in)) return 'secret'
  return possibleShapes([pipe.in, pipe.out], depth + 1)
}

/** Whether a value has none of the shapes, as under a schema that takes anything and corrects it. */
export function fitsNone(value: JsonValue, shapes: readonly AnySchema[]): boolean {
  return !shapes.some((shape) => {
    const { type } = definitionOf(shape)
    if (type === 'object' || type === 'record') return typeof value === 'object' && !Array.isArray(value)
    if (type === 'array' || type === 'tuple') return Array.isArray(value)
    return type !== 'map' && type !== 'set' && (!isSingle(type) || typeof value !== 'object')
  })
}

/** What the value at a key or index may be: by these schemas, or anything. No schema means that nobody knows the key. */
export function innerCandidates(shapes: readonly AnySchema[], step: string | number): readonly AnySchema[] | 'any' {
  const candidates: AnySchema[] = []
  let isAnything = false
  for (const shape of shapes) {
    const { type, shape: fields, catchall, element, items, rest, valueType } = definitionOf(shape)
    let inner: AnySchema | null | undefined
    if (type === 'object') inner = ownField(fields, step) ?? catchall
    else if (type === 'record') inner = valueType
    else if (type === 'array') inner = element
    else if (type === 'tuple') inner = items?.[Number(step)] ?? rest
    else if (!isSingle(type)) isAnything = true
    if (inner !== undefined && inner !== null) candidates.push(inner)
  }
  if (!isAnything) return candidates
  return candidates.some(mayHoldSecrets) ? candidates : 'any'
}

function ownField(
  fields: Readonly<Record<string, AnySchema>> | undefined,
  step: string | number,
): AnySchema | undefined {
  return fields !== undefined && Object.hasOwn(fields, step) ? fields[step] : undefined
}

const singles = new Set(
  'string number int boolean bigint symbol null undefined void never date literal enum nan template_literal'.split(' '),
)

function isSingle(type: string): boolean {
  return singles.has(type)
}
