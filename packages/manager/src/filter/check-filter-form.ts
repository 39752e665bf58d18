import { InvalidOptionsError } from '@millrace/core'
import type { OptionProblem } from '@millrace/core'
import { parsePath } from '@millrace/core/plugin'
import { filterOperators } from './filter-data.ts'
import type { FilterCondition, FilterOperator } from './filter-data.ts'
import { toOperand } from './operand.ts'
import { operators } from './operators.ts'

/** Levels of `and` and `or` in each other. */
const maxDepth = 20
/** Conditions of a whole filter. */
const maxConditions = 500
/** Characters of a text among the values. */
const maxTextLength = 10_000

/** What is done with each condition that can be read. `where` is its place: `filter.and[0]`. */
type OnCondition = (condition: FilterCondition, where: string) => readonly OptionProblem[]

/**
 * What is wrong with the form of a filter, whatever the stream: its tree, operators, numbers of values. `onCondition`
 * adds what is known of the fields.
 */
export function checkFilterForm(filter: unknown, onCondition: OnCondition = () => []): readonly OptionProblem[] {
  const walk = { conditions: 0, onCondition }
  const problems = checkNode(filter, 'filter', 1, walk)
  if (walk.conditions <= maxConditions) return problems
  return [{ path: 'filter', message: `has more than ${maxConditions} conditions` }]
}

interface Walk {
  conditions: number
  readonly onCondition: OnCondition
}

function checkNode(node: unknown, where: string, depth: number, walk: Walk): readonly OptionProblem[] {
  // What is too large is not looked at any further.
  if (walk.conditions > maxConditions) return []
  if (depth > maxDepth) return [{ path: where, message: `is nested deeper than ${maxDepth} levels` }]
  if (!isObject(node)) return [{ path: where, message: shapes }]
  const kinds = Object.keys(membersOf).filter((key) => key in node)
  const [kind] = kinds
  if (kinds.length !== 1 || kind === undefined) return [{ path: where, message: shapes }]
  const surplus = Object.keys(node)
    .filter((key) => membersOf[kind]?.includes(key) !== true)
    .map((key) => ({ path: `${where}.${key}`, message: `goes not with \`${kind}\`; ${shapes}` }))
  if (kind === 'operator') return [...surplus, ...checkCondition(node, where, walk)]
  return [...surplus, ...checkGroup(node[kind], `${where}.${kind}`, kind, depth, walk)]
}

function checkGroup(parts: unknown, where: string, kind: string, depth: number, walk: Walk): readonly OptionProblem[] {
  if (!Array.isArray(parts)) return [{ path: where, message: 'must be an array of conditions' }]
  if (kind === 'or' && parts.length === 0) {
    return [{ path: where, message: 'is empty, so that no record would pass; leave it out, or name a condition' }]
  }
  // Groups count as well: a filter of empty ones would be without bounds.
  walk.conditions += 1
  return parts.flatMap((part, index) => checkNode(part, `${where}[${index}]`, depth + 1, walk))
}

function checkCondition(node: Readonly<Record<string, unknown>>, where: string, walk: Walk): readonly OptionProblem[] {
  walk.conditions += 1
  const { path, operator, values = [] } = node
  const problems = [...checkPath(path, `${where}.path`)]
  if (!isOperator(operator)) {
    problems.push({ path: `${where}.operator`, message: `must be one of: ${filterOperators.join(', ')}` })
  }
  if (!Array.isArray(values)) problems.push({ path: `${where}.values`, message: 'must be an array' })
  if (isOperator(operator) && Array.isArray(values)) problems.push(...checkValues(operator, values, `${where}.values`))
  if (problems.length > 0 || typeof path !== 'string' || !isOperator(operator) || !Array.isArray(values))
    return problems
  return walk.onCondition({ path, operator, values }, where)
}

function checkPath(path: unknown, where: string): readonly OptionProblem[] {
  if (typeof path !== 'string' || path === '') return [{ path: where, message: 'must be the path of a field' }]
  try {
    if (!parsePath(path).includes(null)) return []
    return [{ path: where, message: 'leads into the elements of an array; a condition looks at the record itself' }]
  } catch (error) {
    if (!InvalidOptionsError.isInstance(error)) throw error
    return error.problems.map(({ message }) => ({ path: where, message }))
  }
}

function checkValues(operator: FilterOperator, values: readonly unknown[], where: string): readonly OptionProblem[] {
  const { least, most } = operators[operator].values
  if (values.length < least || values.length > most) {
    const wanted = least === most ? (most === 1 ? '1 value' : `${most} values`) : `${least} to ${most} values`
    return [{ path: where, message: `${operator} takes ${most === 0 ? 'no value' : wanted}, not ${values.length}` }]
  }
  return values.flatMap((value, index) => {
    const at = `${where}[${index}]`
    if (value === null) return [{ path: at, message: 'is null; use isNull or isNotNull' }]
    if (typeof value === 'string' && value.length > maxTextLength) {
      return [{ path: at, message: `is longer than ${maxTextLength} characters` }]
    }
    const isScalar = ['string', 'number', 'bigint', 'boolean'].includes(typeof value)
    if (isScalar && toOperand(value as string | number | bigint | boolean) !== undefined) return []
    return [{ path: at, message: 'must be a text, a finite number, true or false' }]
  })
}

/** The member by which each kind of node is known, with all that it may have. */
const membersOf: Readonly<Record<string, readonly string[]>> = {
  and: ['and'],
  or: ['or'],
  operator: ['path', 'operator', 'values'],
}
const shapes = 'must be { and: [conditions] }, { or: [conditions] } or { path, operator, values }'

function isOperator(operator: unknown): operator is FilterOperator {
  return filterOperators.some((known) => known === operator)
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
