import { InvalidOptionsError } from '@millrace/core'
import type { OptionProblem } from '@millrace/core'
import { columnTypes, parsePath } from '@millrace/core/plugin'
import { canonicalJson } from '../model/values/canonical-json.ts'
import type { RegisteredFunctions } from './registered-functions.ts'
import type { TransformationStep } from './transformation-data.ts'

const maxSteps = 200
/** Characters of a value as JSON. */
const maxValueLength = 10_000

/**
 * What is wrong with the form of a transformation, whatever the stream. `onStep` adds what is known of the fields; it gets
 * the steps that can be read, in order.
 */
export function checkTransformationForm(
  data: unknown,
  functions: RegisteredFunctions,
  onStep: (step: TransformationStep, where: string) => readonly OptionProblem[] = () => [],
): readonly OptionProblem[] {
  const where = 'transformation'
  if (!isObject(data) || 'steps' in data === 'function' in data) {
    return [{ path: where, message: 'must be { steps: [steps] } or { function: name }' }]
  }
  const surplus = Object.keys(data)
    .filter((key) => key !== 'steps' && key !== 'function')
    .map((key) => ({ path: `${where}.${key}`, message: 'there is no such member' }))
  if ('function' in data) return [...surplus, ...checkFunction(data['function'], functions)]
  const { steps } = data
  if (!Array.isArray(steps)) return [...surplus, { path: `${where}.steps`, message: 'must be an array of steps' }]
  if (steps.length > maxSteps) {
    return [
      ...surplus,
      { path: `${where}.steps`, message: `has more than ${maxSteps} steps; register a function instead` },
    ]
  }
  return [
    ...surplus,
    ...steps.flatMap((step, index) => {
      const at = `${where}.steps[${index}]`
      const problems = checkStep(step, at)
      return problems.length > 0 ? problems : onStep(step as TransformationStep, at)
    }),
  ]
}

function checkFunction(name: unknown, functions: RegisteredFunctions): readonly OptionProblem[] {
  if (typeof name === 'string' && Object.hasOwn(functions, name)) return []
  const existing = Object.keys(functions).join(', ') || 'none'
  const message =
    typeof name === 'string' ? `function ${name} is not registered` : 'must be the name of a registered function'
  return [{ path: 'transformation.function', message: `${message}; there are: ${existing}` }]
}

/** What each kind of step has beside `do` and `path`. */
const membersOf: Readonly<Record<TransformationStep['do'], readonly string[]>> = {
  rename: ['to'],
  drop: [],
  cast: ['type'],
  lower: [],
  upper: [],
  trim: [],
  hash: [],
  set: ['value'],
  default: ['value'],
}

function checkStep(step: unknown, where: string): readonly OptionProblem[] {
  if (!isObject(step)) return [{ path: where, message: 'must be { do, path, … }' }]
  const kind = step['do']
  if (!isKind(kind)) {
    return [{ path: `${where}.do`, message: `must be one of: ${Object.keys(membersOf).join(', ')}` }]
  }
  const members = ['do', 'path', ...membersOf[kind]]
  return [
    ...Object.keys(step)
      .filter((key) => !members.includes(key))
      .map((key) => ({ path: `${where}.${key}`, message: `goes not with ${kind}` })),
    ...checkPath(step['path'], `${where}.path`),
    ...membersOf[kind].flatMap((member) => checkMember(member, step[member], `${where}.${member}`)),
  ]
}

function checkMember(member: string, value: unknown, where: string): readonly OptionProblem[] {
  if (member === 'to') return checkPath(value, where)
  if (member === 'type') {
    if (columnTypes.some((type) => type === value)) return []
    return [{ path: where, message: `must be one of: ${columnTypes.join(', ')}` }]
  }
  const text = jsonOf(value)
  if (text === undefined) return [{ path: where, message: 'must be a JSON value' }]
  return text.length > maxValueLength ? [{ path: where, message: `is longer than ${maxValueLength} characters` }] : []
}

function checkPath(path: unknown, where: string): readonly OptionProblem[] {
  if (typeof path !== 'string' || path === '') return [{ path: where, message: 'must be the path of a field' }]
  try {
    const steps = parsePath(path)
    if (typeof steps[0] === 'string' && typeof steps.at(-1) === 'string') return []
    return [
      {
        path: where,
        message: 'must begin and end with the name of a field; a step on an array is one on its elements',
      },
    ]
  } catch (error) {
    if (!InvalidOptionsError.isInstance(error)) throw error
    return error.problems.map(({ message }) => ({ path: where, message }))
  }
}

function jsonOf(value: unknown): string | undefined {
  if (value === undefined) return undefined
  try {
    return canonicalJson(value)
  } catch {
    return undefined
  }
}

function isKind(kind: unknown): kind is TransformationStep['do'] {
  return typeof kind === 'string' && Object.hasOwn(membersOf, kind)
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
