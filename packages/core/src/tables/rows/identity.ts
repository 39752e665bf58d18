import type { CellValue } from '../../contract/column-type.ts'
import type { Key } from '../../contract/key.ts'
import { decideType } from '../plan/fixed-columns.ts'
import { fitKeyCell } from '../fit-cell.ts'
import { isPlainObject, unwrapObject } from '../plain-object.ts'
import type { FixedColumn, Plan } from '../plan/plan.ts'
import { readPath } from '../read-path.ts'
import { Rejection } from '../rejection.ts'
import { rootObject } from './root-object.ts'
import { StatsCollector } from '../plan/stats-collector.ts'
import { textOfCell } from '../plan/supported.ts'
import type { Identity, Problem } from '../table-engine.ts'
import { toProblem } from './to-problem.ts'
import { asScalar } from '../value-kind.ts'
import { keyTypeOfStats } from '../value-stats.ts'

const noScope: Readonly<Record<string, CellValue>> = Object.freeze({})

/** Key, cursor and scope of a record. */
export function identify(plan: Plan, record: unknown): Identity | Problem {
  try {
    return readIdentity(plan, readValues(plan, rootObject(record)))
  } catch (error) {
    return toProblem(error, record, plan.definition.maxNesting)
  }
}

/** Key, cursor and scope from what stands at the places of the plan's fixed columns; undefined where they do not fit. */
export function identifyValues(plan: Plan, values: readonly unknown[]): Identity | undefined {
  try {
    const identity = readIdentity(plan, values)
    return identity.type === 'identity' ? identity : undefined
  } catch (error) {
    if (error instanceof Rejection) return undefined
    throw error
  }
}

/** The identity of a key as an author gives it. */
export function identifyKey(plan: Plan, key: Key): Identity | Problem {
  const values: readonly unknown[] = Array.isArray(key) ? key : [key]
  const columns = plan.fixed.filter(({ field }) => field.isKey)
  try {
    if (values.length !== columns.length) throw new Rejection('key_type', '')
    const cells = columns.map((fixed, index) => keyCell(plan, fixed, values[index]))
    return { type: 'identity', key: cells, keyText: keyTextOf(cells), cursor: null, scope: noScope }
  } catch (error) {
    return toProblem(error, undefined, plan.definition.maxNesting)
  }
}

/** Settles the types that nobody declared by a window of records. */
export function inferFixedTypes(plan: Plan, records: readonly unknown[]): void {
  for (const fixed of plan.fixed) {
    if (fixed.isDecided) continue
    const collector = new StatsCollector(plan.definition)
    for (const record of records) {
      try {
        collector.add(readPath(rootObject(record), fixed.field.segments))
      } catch {
        // The record will be rejected when it is identified.
      }
    }
    if (collector.stats !== undefined) decideType(plan, fixed, keyTypeOfStats(collector.stats))
  }
}

function readValues(plan: Plan, record: Readonly<Record<string, unknown>>): readonly unknown[] {
  return plan.fixed.map(({ field: { segments } }) => {
    const [first = ''] = segments
    if (segments.length > 1) return readPath(record, segments)
    return Object.hasOwn(record, first) ? record[first] : undefined
  })
}

function readIdentity(plan: Plan, values: readonly unknown[]): Identity | Problem {
  const key: CellValue[] = []
  let cursor: CellValue = null
  let scope: Record<string, CellValue> | undefined
  let fault: Rejection | undefined
  for (const [index, fixed] of plan.fixed.entries()) {
    const { field } = fixed
    const value = values[index]
    const cell = field.isKey ? keyCell(plan, fixed, value) : cellOf(plan, fixed, value)
    if (cell === undefined) {
      fault ??= new Rejection(field.isCursor ? 'cursor_type' : 'scope_type', field.path)
      continue
    }
    if (field.isKey) key.push(cell)
    if (field.isCursor) cursor = cell
    if (field.isScope) {
      // Without a prototype: a path may be called __proto__.
      scope ??= Object.create(null) as Record<string, CellValue>
      scope[field.path] = cell
    }
  }
  const keyText = keyTextOf(key)
  if (fault === undefined) return { type: 'identity', key, keyText, cursor, scope: scope ?? noScope }
  const identity: Identity = { type: 'identity', key, keyText, cursor: null, scope: noScope }
  return key.length === 0 ? fault.toProblem() : { ...fault.toProblem(), identity }
}

function keyCell(plan: Plan, fixed: FixedColumn, value: unknown): CellValue {
  const cell = cellOf(plan, fixed, value)
  if (cell === undefined) throw new Rejection('key_type', fixed.field.path)
  if (cell === null) throw new Rejection('null_key', fixed.field.path)
  return cell
}

/** Null for null, undefined for what does not fit. */
function cellOf(plan: Plan, fixed: FixedColumn, value: unknown): CellValue | undefined {
  if (value === null || value === undefined) return null
  if (typeof value === 'string' && fixed.column?.type === 'text' && fixed.column.logicalType === 'text') {
    if (fixed.isDecided) return value
  }
  if (typeof value === 'object' && (Array.isArray(value) || isPlainObject(value))) return undefined
  const plain = typeof value === 'object' ? unwrapObject(value, fixed.field.path) : value
  if (plain === null || plain === undefined) return null
  if (typeof plain === 'object' && (Array.isArray(plain) || isPlainObject(plain))) return undefined
  const scalar = asScalar(plain, fixed.field.path)
  if (!fixed.isDecided) {
    const collector = new StatsCollector(plan.definition)
    collector.add(scalar)
    if (collector.stats !== undefined) decideType(plan, fixed, keyTypeOfStats(collector.stats))
  }
  const { column } = fixed
  if (column === undefined) return undefined
  const cell = fitKeyCell(column.logicalType, scalar, column.isDeclared)
  if (cell === undefined || cell === null) return undefined
  return column.type === column.logicalType ? cell : textOfCell(cell)
}

/** Different for different keys: the length tells where a part ends. */
function keyTextOf(key: readonly CellValue[]): string {
  if (key.length === 1) return String(key[0])
  let text = ''
  for (const cell of key) {
    const part = String(cell)
    text += `${part.length}:${part}`
  }
  return text
}
