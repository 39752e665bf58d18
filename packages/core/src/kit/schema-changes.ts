import type { ColumnType } from '../contract/column-type.ts'
import { DestinationError } from '../contract/errors/destination-error.ts'
import type { ColumnSchema, StreamSchema, TableSchema } from '../contract/table-schema.ts'

/** One thing to do so that the tables of a stream become what is wanted. `table` is the name the table has afterwards. */
export type SchemaStep =
  | { readonly type: 'renameTable'; readonly path: string; readonly from: string; readonly to: string }
  | { readonly type: 'renameDelta'; readonly path: string; readonly from: string; readonly to: string }
  | { readonly type: 'createTable'; readonly path: string; readonly table: TableSchema }
  | { readonly type: 'addColumn'; readonly path: string; readonly table: string; readonly column: ColumnSchema }
  | {
      readonly type: 'widenColumn'
      readonly path: string
      readonly table: string
      readonly column: string
      readonly from: ColumnType
      readonly to: ColumnType
    }
  /** The delta table is to exist; the next publish of the stream writes the current rows into it. */
  | { readonly type: 'startDelta'; readonly path: string; readonly table: TableSchema; readonly delta: string }
  /** Nothing is written to the delta table any more; it stays. */
  | { readonly type: 'stopDelta'; readonly path: string; readonly delta: string }

/** The types that a column can be given in place, by the type it has. */
export const widerTypes: Readonly<Partial<Record<ColumnType, readonly ColumnType[]>>> = {
  integer: ['float', 'decimal'],
  float: ['decimal'],
}

/**
 * What has to be done to get from the stored to the wanted schema. Tables are matched by path, columns by name.
 * Renames come first, so that what follows may use names they set free; renames of one change may swap names.
 * Throws a `DestinationError` that lists every change which is no adding, widening or renaming.
 */
export function compareSchemas(stored: StreamSchema, wanted: StreamSchema): readonly SchemaStep[] {
  const problems = [
    ...findStreamProblems(stored, wanted),
    ...stored.tables.flatMap((table) => findTableProblems(table, findTable(wanted, table.path))),
  ]
  if (problems.length > 0) {
    const list = problems.map((problem) => `- ${problem}`).join('\n')
    throw new DestinationError({
      message: `the tables of stream ${wanted.stream} cannot be changed in place, only a rebuild can do this:\n${list}`,
    })
  }
  const pairs = wanted.tables.map((table) => ({ table, before: findTable(stored, table.path) }))
  return [
    ...pairs.flatMap(({ table, before }) => findRenames(before, table)),
    ...pairs.flatMap(({ table, before }) =>
      before === undefined ? [createTable(table)] : findColumnSteps(before, table),
    ),
    ...pairs.flatMap(({ table, before }) => findDeltaSwitch(before, table)),
  ]
}

function findTable(schema: StreamSchema, path: string): TableSchema | undefined {
  return schema.tables.find((table) => table.path === path)
}

function findStreamProblems(stored: StreamSchema, wanted: StreamSchema): readonly string[] {
  const problems: string[] = []
  if (stored.stream !== wanted.stream) problems.push(`these are the tables of stream ${stored.stream}`)
  if (stored.version > 0 && stored.isKeyed !== wanted.isKeyed) {
    problems.push(`the stream has ${stored.isKeyed ? 'a' : 'no'} key`)
  }
  return problems
}

function findTableProblems(stored: TableSchema, wanted: TableSchema | undefined): readonly string[] {
  const title = `table ${stored.name} (path '${stored.path}')`
  if (wanted === undefined) return [`${title} would be dropped`]
  const problems: string[] = []
  if (!isSameList(stored.key, wanted.key)) problems.push(`the key of ${title} is ${stored.key.join(', ')}`)
  if (!isSameList(stored.rootKey, wanted.rootKey)) {
    problems.push(`the root's key in ${title} is ${stored.rootKey.join(', ')}`)
  }
  if (stored.parent !== wanted.parent) problems.push(`${title} would get another parent`)
  for (const column of stored.columns) {
    const problem = findColumnProblem(stored, column, findColumn(wanted, column.name))
    if (problem !== undefined) problems.push(`column ${column.name} of ${title} ${problem}`)
  }
  return problems
}

function findColumnProblem(
  table: TableSchema,
  stored: ColumnSchema,
  wanted: ColumnSchema | undefined,
): string | undefined {
  if (wanted === undefined) return 'would be dropped'
  if (stored.role !== wanted.role) return `is for ${stored.role}, not for ${wanted.role}`
  if (stored.path !== wanted.path || stored.isVariant !== wanted.isVariant) return 'would stand for another path'
  if (stored.type === wanted.type) return undefined
  if (!(widerTypes[stored.type]?.includes(wanted.type) ?? false)) {
    return `is ${stored.type}, which does not widen to ${wanted.type}`
  }
  const isFixed = stored.isDeclared === true || stored.role !== 'data' || table.rootKey.includes(stored.name)
  return isFixed ? `has the fixed type ${stored.type}` : undefined
}

function findColumn(table: TableSchema, name: string): ColumnSchema | undefined {
  return table.columns.find((column) => column.name === name)
}

function findRenames(before: TableSchema | undefined, table: TableSchema): readonly SchemaStep[] {
  const steps: SchemaStep[] = []
  const { path } = table
  if (before !== undefined && before.name !== table.name) {
    steps.push({ type: 'renameTable', path, from: before.name, to: table.name })
  }
  if (before?.delta !== undefined && table.delta !== undefined && before.delta !== table.delta) {
    steps.push({ type: 'renameDelta', path, from: before.delta, to: table.delta })
  }
  return steps
}

function createTable(table: TableSchema): SchemaStep {
  return { type: 'createTable', path: table.path, table }
}

function findColumnSteps(before: TableSchema, table: TableSchema): readonly SchemaStep[] {
  return table.columns.flatMap((column): readonly SchemaStep[] => {
    const { path, name } = table
    const from = findColumn(before, column.name)?.type
    if (from === undefined) return [{ type: 'addColumn', path, table: name, column }]
    if (from === column.type) return []
    return [{ type: 'widenColumn', path, table: name, column: column.name, from, to: column.type }]
  })
}

function findDeltaSwitch(before: TableSchema | undefined, table: TableSchema): readonly SchemaStep[] {
  const { path, delta } = table
  if (delta !== undefined) return before?.delta === undefined ? [{ type: 'startDelta', path, table, delta }] : []
  return before?.delta === undefined ? [] : [{ type: 'stopDelta', path, delta: before.delta }]
}

function isSameList(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((value, index) => value === right[index])
}
