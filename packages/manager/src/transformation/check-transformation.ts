import type { ColumnType, OptionProblem } from '@millrace/core'
import { parsePath } from '@millrace/core/plugin'
import { arrayAround, findField, listFields, namesOf, startsWith, stepsThrough } from '../model/find-field.ts'
import type { FoundField } from '../model/find-field.ts'
import { formatPath } from '../model/format-path.ts'
import type { RecordField } from '../model/record-field.ts'
import { castValue, unfit } from './cast-value.ts'
import { checkTransformationForm } from './check-transformation-form.ts'
import { fieldsAfter } from './fields-after.ts'
import type { ChangedField } from './fields-after.ts'
import type { RegisteredFunctions } from './registered-functions.ts'
import type { TransformationStep } from './transformation-data.ts'

type Step<Kind extends TransformationStep['do']> = Extract<TransformationStep, { readonly do: Kind }>

/**
 * What is wrong with a transformation that somebody wants to save, all at once; nothing means that
 * `compileTransformation` takes it. Each step is checked against the fields as the steps before it leave them.
 */
export function checkTransformation(
  data: unknown,
  fields: readonly RecordField[],
  functions: RegisteredFunctions,
): readonly OptionProblem[] {
  let current: readonly ChangedField[] = fields
  return checkTransformationForm(data, functions, (step, where) => {
    const problems = [...checkProtected(step, where, current), ...checkStep(step, where, current)]
    if (problems.length === 0) current = fieldsAfter(current, step)
    return problems
  })
}

function checkProtected(step: TransformationStep, where: string, fields: readonly ChangedField[]): OptionProblem[] {
  const paths =
    step.do === 'rename' ? [['path', step.path] as const, ['to', step.to] as const] : [['path', step.path] as const]
  return paths.flatMap(([member, path]) => {
    const names = namesOf(path)
    const touched = fields.find(({ isProtected, path: of }) => {
      const known = namesOf(of)
      return isProtected === true && (startsWith(known, names) || startsWith(names, known))
    })
    if (touched === undefined) return []
    const message = `${path} is or holds a key, cursor or scope field, which must stay as it was read`
    return [{ path: `${where}.${member}`, message }]
  })
}

function checkStep(step: TransformationStep, where: string, fields: readonly ChangedField[]): readonly OptionProblem[] {
  const found = findField(fields, step.path)
  if (step.do === 'set') return checkPlace(step.path, `${where}.path`, fields)
  if (found.type === 'nothing') {
    return [{ path: `${where}.path`, message: `${step.path} does not exist; there are: ${listFields(fields)}` }]
  }
  switch (step.do) {
    case 'drop':
      return []
    case 'rename':
      return checkRename(step, where, fields)
    case 'cast':
      return checkCast(step, where, found)
    case 'default':
      return [...checkPlace(step.path, `${where}.path`, fields), ...checkDefault(step, where, found)]
    case 'hash':
      return isArrayOfObjects(found)
        ? [{ path: `${where}.path`, message: `${step.path} is an array of objects; hash a field of its elements` }]
        : []
    case 'lower':
    case 'upper':
    case 'trim':
      return typeOf(found) === 'text'
        ? []
        : [{ path: `${where}.path`, message: `${step.path} is ${nameOf(found)}; ${step.do} works on texts` }]
    default:
      return step satisfies never
  }
}

function checkRename(
  { path, to }: Step<'rename'>,
  where: string,
  fields: readonly ChangedField[],
): readonly OptionProblem[] {
  const at = `${where}.to`
  if (startsWith(namesOf(to), namesOf(path))) return [{ path: at, message: `${to} lies in ${path} itself` }]
  if (findField(fields, to).type !== 'nothing') return [{ path: at, message: `${to} exists already` }]
  const [from, into] = [arrayAround(fields, path), arrayAround(fields, to)]
  if (from?.path !== into?.path) {
    const message =
      from === undefined
        ? `leads into the array ${into?.path}`
        : `leads out of the array ${from.path}, of which ${path} is`
    return [{ path: at, message: `${message}; a value stays with its element` }]
  }
  return checkWay(to, at, fields)
}

/** A step that makes what is missing has to know what: a path through an array must say so. */
function checkPlace(path: string, where: string, fields: readonly ChangedField[]): readonly OptionProblem[] {
  const wanted = formatPath(stepsThrough(fields, namesOf(path)))
  if (formatPath(parsePath(path)) !== wanted) {
    return [{ path: where, message: `${path} must be written as ${wanted}, as its arrays are` }]
  }
  return checkWay(path, where, fields)
}

function checkWay(path: string, where: string, fields: readonly ChangedField[]): readonly OptionProblem[] {
  const names = namesOf(path)
  const obstacle = fields.find((field) => {
    const known = namesOf(field.path)
    const isScalar = field.type !== 'array' || field.elements !== undefined
    return isScalar && known.length < names.length && startsWith(names, known)
  })
  if (obstacle === undefined) return []
  return [{ path: where, message: `${path} lies below ${obstacle.path}, which is no object` }]
}

function checkCast({ path, type }: Step<'cast'>, where: string, found: FoundField): readonly OptionProblem[] {
  if (type === 'json' || (found.type === 'field' && !isArrayOfObjects(found))) return []
  if (found.type === 'object' && type === 'text') return []
  const possible = found.type === 'object' ? 'json or text' : 'json'
  return [{ path: `${where}.type`, message: `${path} is ${nameOf(found)}, which can be cast to ${possible}` }]
}

function checkDefault({ path, value }: Step<'default'>, where: string, found: FoundField): readonly OptionProblem[] {
  if (found.type !== 'field' || found.field.type === 'array') return []
  const { type } = found.field
  const isKind = type !== 'text' || typeof value === 'string'
  if (value !== null && isKind && castValue(value, type) !== unfit) return []
  return [{ path: `${where}.value`, message: `is no ${type}, which ${path} is` }]
}

function isArrayOfObjects(found: FoundField): boolean {
  return found.type === 'field' && found.field.type === 'array' && found.field.elements === undefined
}

/** Of a list the type of its elements. */
function typeOf(found: FoundField): ColumnType | undefined {
  if (found.type !== 'field') return undefined
  return found.field.type === 'array' ? found.field.elements : found.field.type
}

function nameOf(found: FoundField): string {
  if (found.type !== 'field') return 'an object'
  if (isArrayOfObjects(found)) return 'an array of objects'
  return `${found.field.type === 'array' ? 'an array of ' : 'a '}${typeOf(found)}`
}
