import type { ColumnType, JsonValue } from '@millrace/core'
import { findField, namesOf, startsWith } from '../model/find-field.ts'
import { formatPath } from '../model/format-path.ts'
import type { RecordField } from '../model/record-field.ts'
import type { TransformationStep } from './transformation-data.ts'

/** A field on its way through the steps. */
export interface ChangedField extends RecordField {
  /** Its type comes from a step, or from a declaration of the stream that went with another path. */
  readonly isRetyped?: true
}

/** The fields of a record after a step that `checkTransformation` takes. */
export function fieldsAfter(fields: readonly ChangedField[], step: TransformationStep): readonly ChangedField[] {
  switch (step.do) {
    case 'rename':
      return renamed(fields, namesOf(step.path), namesOf(step.to))
    case 'drop':
      return without(fields, step.path)
    case 'cast':
      return retyped(fields, step.path, step.type)
    case 'hash':
      return retyped(fields, step.path, 'text')
    case 'set':
      return [...without(fields, step.path), { path: step.path, ...shapeOf(step.value) }]
    case 'default':
    case 'lower':
    case 'upper':
    case 'trim':
      return fields
    default:
      return step satisfies never
  }
}

function renamed(
  fields: readonly ChangedField[],
  from: readonly string[],
  to: readonly string[],
): readonly ChangedField[] {
  return fields.map((field) => {
    const names = namesOf(field.path)
    if (!startsWith(names, from)) return field
    const path = formatPath([...to, ...names.slice(from.length)])
    return field.isDeclared === true ? { ...field, path, isRetyped: true } : { ...field, path }
  })
}

/** Without a field, and without all that stands below it. */
function without(fields: readonly ChangedField[], path: string): readonly ChangedField[] {
  const names = namesOf(path)
  return fields.filter((field) => !startsWith(namesOf(field.path), names))
}

function retyped(fields: readonly ChangedField[], path: string, type: ColumnType): readonly ChangedField[] {
  const found = findField(fields, path)
  const isList = found.type === 'field' && found.field.type === 'array' && found.field.elements !== undefined
  const changed: ChangedField =
    isList && type !== 'json'
      ? { ...found.field, elements: type, isRetyped: true }
      : { path: formatPath(namesOf(path)), type, isRetyped: true }
  return [...without(fields, path), changed]
}

function shapeOf(value: JsonValue): Pick<RecordField, 'type' | 'elements'> {
  if (Array.isArray(value)) {
    const [first] = value as readonly JsonValue[]
    const element = first === undefined ? undefined : shapeOf(first).type
    return element === undefined || element === 'array' || element === 'json'
      ? { type: 'array' }
      : { type: 'array', elements: element }
  }
  switch (typeof value) {
    case 'boolean':
      return { type: 'boolean' }
    case 'number':
      return { type: Number.isInteger(value) ? 'integer' : 'float' }
    case 'bigint':
      return { type: 'integer' }
    case 'string':
      return { type: 'text' }
    default:
      return { type: 'json' }
  }
}
