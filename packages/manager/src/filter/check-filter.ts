import type { ColumnType, JsonValue, OptionProblem } from '@millrace/core'
import { arrayAround, findField, listFields } from '../model/find-field.ts'
import type { RecordField } from '../model/record-field.ts'
import { checkFilterForm } from './check-filter-form.ts'
import { filterOperators } from './filter-data.ts'
import type { FilterCondition } from './filter-data.ts'
import { toOperand } from './operand.ts'
import type { OperandKind } from './operand.ts'
import { operators } from './operators.ts'
import type { FieldFamily } from './operators.ts'

/**
 * What is wrong with a filter that somebody wants to save, all at once; nothing means that `compileFilter` takes it.
 * `fields` are those of the stream's records; conditions look at the fields of the record itself, and at child arrays as
 * a whole.
 */
export function checkFilter(filter: unknown, fields: readonly RecordField[]): readonly OptionProblem[] {
  return checkFilterForm(filter, (condition, where) => checkCondition(condition, where, fields))
}

function checkCondition(
  { path, operator, values = [] }: FilterCondition,
  where: string,
  fields: readonly RecordField[],
): readonly OptionProblem[] {
  const around = arrayAround(fields, path)
  if (around !== undefined) {
    const message = `${path} lies in the array ${around.path}; a condition looks at the record itself, or at ${around.path} as a whole`
    return [{ path: `${where}.path`, message }]
  }
  const kind = kindAt(fields, path)
  if (kind === undefined) {
    const own = fields.filter((field) => arrayAround(fields, field.path) === undefined)
    return [{ path: `${where}.path`, message: `${path} does not exist; there are: ${listFields(own)}` }]
  }
  if (!operators[operator].families.includes(kind.family)) {
    const possible = filterOperators.filter((name) => operators[name].families.includes(kind.family))
    const message = `${operator} cannot be used on ${path}, ${kind.name}; possible are: ${possible.join(', ')}`
    return [{ path: `${where}.operator`, message }]
  }
  return [
    ...values.flatMap((value, index) => checkValue(value, `${where}.values[${index}]`, kind.values)),
    ...checkBounds(operator === 'isBetween' || operator === 'isNotBetween', values, `${where}.values`),
  ]
}

interface FieldKind {
  readonly family: FieldFamily
  /** For messages. */
  readonly name: string
  /** What it is compared with. */
  readonly values: ComparedFamily | undefined
}

type ComparedFamily = Extract<FieldFamily, OperandKind>

function kindAt(fields: readonly RecordField[], path: string): FieldKind | undefined {
  const found = findField(fields, path)
  if (found.type === 'nothing') return undefined
  if (found.type === 'object') return { family: 'object', name: 'an object', values: undefined }
  const { type, elements } = found.field
  if (type !== 'array') return { family: families[type], name: `a ${type}`, values: compared(families[type]) }
  if (elements === undefined) return { family: 'array', name: 'an array of objects', values: undefined }
  return { family: 'list', name: 'an array', values: compared(families[elements]) }
}

const families: Readonly<Record<ColumnType, FieldFamily>> = {
  boolean: 'boolean',
  integer: 'number',
  float: 'number',
  decimal: 'number',
  text: 'text',
  timestamp: 'instant',
  date: 'date',
  time: 'time',
  json: 'json',
  binary: 'binary',
}

/** The kinds of values there are, each with what it must be. */
const valueKinds: Readonly<Record<ComparedFamily, string>> = {
  number: 'a number',
  boolean: 'true or false',
  text: 'a text',
  instant: 'an instant with its offset, such as "2026-01-31T12:00:00Z"',
  date: 'a date, such as "2026-01-31"',
  time: 'a time, such as "12:00:00"',
}

function compared(family: FieldFamily): ComparedFamily | undefined {
  return Object.hasOwn(valueKinds, family) ? (family as ComparedFamily) : undefined
}

function checkValue(value: JsonValue, where: string, wanted: ComparedFamily | undefined): readonly OptionProblem[] {
  if (wanted === undefined) return [{ path: where, message: 'cannot be compared with what stands there' }]
  const kind = toOperand(value)?.kind
  // A text may look like an instant, or like a date.
  const fits = wanted === 'text' ? typeof value === 'string' : kind === wanted
  return fits ? [] : [{ path: where, message: `must be ${valueKinds[wanted]}` }]
}

/** Bounds the wrong way round would let nothing through. */
function checkBounds(isRange: boolean, values: readonly JsonValue[], where: string): readonly OptionProblem[] {
  const [from, to] = values
  if (!isRange || from === undefined || to === undefined) return []
  const order = toOperand(from)?.compare(to)
  return order !== undefined && order < 0 ? [{ path: where, message: 'the lower bound comes first' }] : []
}
