import type { ColumnType } from '../../contract/column-type.ts'
import type { ColumnDeclaration, TableDeclaration } from '../../contract/declarations.ts'
import { parsePath } from '../../kit/parse-path.ts'
import { formatPath } from '../path.ts'
import type { Steps } from '../path.ts'
import type { TableOptions } from '../table-engine.ts'

export interface DeclaredTable {
  readonly steps: Steps
  readonly declaration: TableDeclaration
  /** Ways inside an element. */
  readonly elementKey: readonly (readonly string[])[]
  /** The path as it was declared. */
  readonly option: string
}

export interface DeclaredColumn {
  readonly table: Steps
  /** The way inside the table's records or elements; empty for elements that are scalars. */
  readonly segments: readonly string[]
  readonly declaration: ColumnDeclaration
  /** Where it stands among the options. */
  readonly option: string
}

export interface Declarations {
  /** By `formatPath` of their steps, parents first. */
  readonly tables: ReadonlyMap<string, DeclaredTable>
  /** By `formatPath` of their steps. */
  readonly columns: ReadonlyMap<string, DeclaredColumn>
}

/**
 * Finds out what the paths of declared columns and tables mean: a path leads through an array where the path so far
 * is that of a declared table, or where it says `[]`, and through an object everywhere else.
 */
export function resolveDeclarations(options: Pick<TableOptions, 'columns' | 'tables'>): Declarations {
  const tables = resolveTables(options.tables)
  const columns = new Map<string, DeclaredColumn>()
  const declare = (steps: Steps, column: ColumnType | ColumnDeclaration, option: string): void => {
    const end = steps.lastIndexOf(null) + 1
    const segments = steps.slice(end).filter((step) => step !== null)
    const declaration = typeof column === 'string' ? { type: column } : column
    columns.set(formatPath(steps), { table: steps.slice(0, end), segments, declaration, option })
  }
  for (const { steps, declaration, option } of tables.values()) {
    const { valueType, valueColumn } = declaration
    if (valueType !== undefined) {
      const name = valueColumn === undefined ? {} : { name: valueColumn }
      declare(steps, { type: valueType, ...name }, `tables.${option}.valueType`)
    }
    for (const [path, column] of Object.entries(declaration.columns ?? {})) {
      declare(findSteps([...steps, ...parsePath(path)], tables), column, `tables.${option}.columns.${path}`)
    }
  }
  for (const [path, column] of Object.entries(options.columns)) {
    declare(findSteps(parsePath(path), tables), column, `columns.${path}`)
  }
  return { tables, columns }
}

function resolveTables(declarations: Readonly<Record<string, TableDeclaration>>): Map<string, DeclaredTable> {
  const tables = new Map<string, DeclaredTable>()
  const parsed = Object.entries(declarations).map(([option, declaration]) => ({
    option,
    declaration,
    path: parsePath(option),
  }))
  for (const { option, declaration, path } of parsed.sort((a, b) => a.path.length - b.path.length)) {
    const steps = [...findSteps(path, tables), null]
    tables.set(formatPath(steps), { steps, declaration, option, elementKey: elementKeyOf(declaration) })
  }
  return tables
}

function elementKeyOf({ elementKey = [] }: TableDeclaration): (readonly string[])[] {
  const paths = typeof elementKey === 'string' ? [elementKey] : elementKey
  return paths.map((path) => parsePath(path).filter((step) => step !== null))
}

function findSteps(path: Steps, tables: ReadonlyMap<string, DeclaredTable>): Steps {
  const steps: (string | null)[] = []
  for (const step of path) {
    if (step !== null && steps.at(-1) !== null && tables.has(formatPath([...steps, null]))) steps.push(null)
    steps.push(step)
  }
  return steps
}
