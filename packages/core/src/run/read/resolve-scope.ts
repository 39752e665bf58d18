import { InvalidPartError } from '../../contract/errors/invalid-part-error.ts'
import type { CellValue } from '../../contract/column-type.ts'
import type { RowCondition, RowScope } from '../../contract/publish.ts'
import type { Scope, ScopeRange, ScopeValue } from '../../contract/scope.ts'
import type { ColumnSchema } from '../../contract/table-schema.ts'
import { fitKeyCell } from '../../tables/fit-cell.ts'
import type { StreamLoad } from '../stream-load.ts'

const operators = { gt: '>', gte: '>=', lt: '<', lte: '<=' } as const

/**
 * Turns a scope over paths into one over columns, and refuses what would delete too much. Undefined where no row can lie
 * in it: a column that does not exist yet is NULL in every row.
 */
export function resolveScope(scope: Scope, load: StreamLoad, who: string): RowScope | undefined {
  const { stream } = load.resolved
  const entries = Object.entries(scope)
  if (entries.length === 0) {
    throw new InvalidPartError(`${who} claims the empty scope; that everything came is for the engine to find out`)
  }
  const conditions = entries.map(([path, condition]) => {
    if (!(stream.scopeColumns ?? []).includes(path)) {
      const declared = (stream.scopeColumns ?? []).join(', ') || 'none'
      throw new InvalidPartError(`${who} claims a scope over ${path}; its \`scopeColumns\` are: ${declared}`)
    }
    const column = load.engine.schema.tables[0]?.columns.find((candidate) => candidate.path === path)
    if (column === undefined) return undefined
    return toConditions(condition, column, (message) => new InvalidPartError(`${who}, scope over ${path}: ${message}`))
  })
  return conditions.every((condition) => condition !== undefined) ? conditions.flat() : undefined
}

function toConditions(
  condition: ScopeValue | ScopeRange,
  column: ColumnSchema,
  refuse: (message: string) => Error,
): readonly RowCondition[] {
  const toBound = (value: ScopeValue | null | undefined): CellValue => {
    const given = value instanceof Date ? value.toISOString() : value
    const cell = given === null || given === undefined ? undefined : fitKeyCell(column.type, given, true)
    if (cell === undefined || cell === null) throw refuse(`a bound must be a ${column.type}, and never null`)
    return cell
  }
  if (typeof condition !== 'object' || condition === null || condition instanceof Date) {
    return [{ column: column.name, operator: '=', value: toBound(condition) }]
  }
  const entries = Object.entries(condition)
  if (entries.length === 0) throw refuse('a range needs at least one of gt, gte, lt, lte')
  return entries.map(([name, value]: [string, ScopeValue | undefined]) => {
    if (!Object.hasOwn(operators, name)) throw refuse(`${name} is no operator; there are: gt, gte, lt, lte`)
    return { column: column.name, operator: operators[name as keyof typeof operators], value: toBound(value) }
  })
}
