import { columnTypes, parsePath } from '@millrace/core/plugin'
import type { ColumnDeclaration, ColumnType, Stream, TableDeclaration } from '@millrace/core/plugin'
import { keyPaths } from './record-key.ts'

/** What is wrong with the declarations of a stream. */
export function declarationProblems(stream: Stream): readonly string[] {
  return [
    ...pathsProblems(stream),
    ...incrementalProblems(stream),
    ...columnsProblems(stream.columns ?? {}),
    ...Object.entries(stream.tables ?? {}).flatMap(([path, table]) => tableProblems(path, table, stream)),
  ].map((problem) => `stream ${stream.name}: ${problem}`)
}

function pathsProblems(stream: Stream): readonly string[] {
  const { primaryKey, cursor, scopeColumns = [], columns = {}, tables = {} } = stream
  const keys = keyPaths(stream)
  const named: readonly [place: string, path: string][] = [
    ...keys.map((path): [string, string] => ['primaryKey', path]),
    ...(cursor === undefined ? [] : [['cursor', cursor] satisfies [string, string]]),
    ...scopeColumns.map((path): [string, string] => ['scopeColumns', path]),
    ...Object.keys(columns).map((path): [string, string] => ['columns', path]),
    ...Object.keys(tables).map((path): [string, string] => ['tables', path]),
  ]
  return [
    ...named.filter(([, path]) => !isPath(path)).map(([place, path]) => `${place}: '${path}' is no path`),
    ...(primaryKey !== undefined && keys.length === 0 ? ['primaryKey: an empty list; leave it out instead'] : []),
    ...(new Set(keys).size < keys.length ? ['primaryKey: a path is named twice'] : []),
    ...scopeColumns
      .filter((path) => !Object.hasOwn(columns, path) && !keys.includes(path))
      .map((path) => `scopeColumns: '${path}' has no declared type in columns`),
  ]
}

function incrementalProblems(stream: Stream): readonly string[] {
  const { incremental, cursor, modes = [], lookBack, isSortedByCursor, primaryKey } = stream
  const isCursor = incremental === 'cursor'
  const rules: readonly [isBroken: boolean, problem: string][] = [
    [isCursor && cursor === undefined, "incremental: 'cursor' needs the path of the `cursor`"],
    [isCursor && primaryKey === undefined, "incremental: 'cursor' needs a primaryKey, since records come again"],
    [!isCursor && lookBack !== undefined, "lookBack: only streams with incremental: 'cursor' are read with one"],
    [lookBack !== undefined && !(lookBack >= 0), 'lookBack: must be 0 or more'],
    [isSortedByCursor === true && cursor === undefined, 'isSortedByCursor: there is no cursor'],
    [modes.includes('incremental') && incremental === undefined, 'modes: incremental, but `incremental` is left out'],
    [stream.modes !== undefined && modes.length === 0, 'modes: an empty list; leave it out instead'],
    [modes.includes('append') && primaryKey !== undefined, 'modes: append is for streams without a primaryKey'],
  ]
  return rules.flatMap(([isBroken, problem]) => (isBroken ? [problem] : []))
}

function columnsProblems(
  columns: Readonly<Record<string, ColumnType | ColumnDeclaration>>,
  place = 'columns',
): readonly string[] {
  return Object.entries(columns).flatMap(([path, declaration]) => {
    const { type, name } = typeof declaration === 'string' ? { type: declaration, name: undefined } : declaration
    return [
      ...(columnTypes.includes(type) ? [] : [`${place}: '${path}' has the unknown type '${type}'`]),
      ...(name === '' ? [`${place}: '${path}' has an empty name`] : []),
    ]
  })
}

function tableProblems(path: string, table: TableDeclaration, stream: Stream): readonly string[] {
  const { keyColumns, valueColumn, valueType, elementKey, unordered, columns = {} } = table
  const rules: readonly [isBroken: boolean, problem: string][] = [
    [
      keyColumns !== undefined && keyColumns.length !== keyPaths(stream).length,
      'keyColumns must name one column for each field of the primaryKey',
    ],
    [valueColumn === '', 'valueColumn is empty'],
    [valueType !== undefined && !columnTypes.includes(valueType), `valueType '${String(valueType)}' is unknown`],
    [elementKey !== undefined && unordered === true, 'elementKey and unordered exclude each other'],
  ]
  return [
    ...rules.flatMap(([isBroken, problem]) => (isBroken ? [`tables: '${path}': ${problem}`] : [])),
    ...columnsProblems(columns, `tables: '${path}': columns`),
  ]
}

function isPath(path: string): boolean {
  try {
    return path !== '' && parsePath(path).length > 0
  } catch {
    return false
  }
}
