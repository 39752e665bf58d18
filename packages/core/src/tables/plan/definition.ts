import type { ColumnType } from '../../contract/column-type.ts'
import { checkOptions } from './check-options.ts'
import { resolveDeclarations } from './declarations.ts'
import type { DeclaredColumn, DeclaredTable } from './declarations.ts'
import { resolveNaming } from '../naming.ts'
import type { NameSegment } from '../naming.ts'
import { parsePath } from '../../kit/parse-path.ts'
import { abbreviatePath, formatPath } from '../path.ts'
import type { Steps } from '../path.ts'
import { singular } from '../singular.ts'
import type { TableOptions } from '../table-engine.ts'

/** The options of a stream, resolved. */
export interface Definition {
  readonly options: TableOptions
  readonly maxNesting: number
  readonly name: NameSegment
  /** Name of the root table where the user chose none. */
  readonly rootName: string
  /** Names the user chose, by table path. */
  readonly tableNames: ReadonlyMap<string, string>
  readonly deltaNames: ReadonlyMap<string, string>
  /** Begins the names of the key columns of child tables. */
  readonly singular: string
  /** In declared order, by `formatPath` of their steps. */
  readonly tables: ReadonlyMap<string, DeclaredTable>
  /** In declared order, by `formatPath` of their steps. */
  readonly columns: ReadonlyMap<string, DeclaredColumn>
  /** Key, cursor and scope columns, each path once. */
  readonly fixed: readonly FixedField[]
  supports(type: ColumnType): boolean
  /** Whether the option `json` names this path. */
  isJson(steps: Steps): boolean
}

/** A field whose cells come from the record's identity. */
export interface FixedField {
  readonly path: string
  readonly segments: readonly string[]
  readonly isKey: boolean
  readonly isCursor: boolean
  readonly isScope: boolean
}

/** Resolves and checks the options of a stream. Throws `InvalidOptionsError` with all that is wrong. */
export function resolveDefinition(options: TableOptions): Definition {
  const fixed = resolveFixed(options)
  const { tables, columns } = resolveDeclarations(options)
  checkOptions(options, { fixed, tables, columns })
  const name = resolveNaming(options.naming)
  const types = new Set(options.capabilities.types)
  const json = new Set(options.json.map((path) => formatPath(parsePath(path))))
  const rootName = name(options.stream)
  return {
    options,
    maxNesting: Math.min(options.maxNesting ?? 100, maxMaxNesting),
    name,
    rootName,
    tableNames: new Map(Object.entries(options.tableNames)),
    deltaNames: new Map(Object.entries(options.deltaNames)),
    singular: singular(rootName),
    tables,
    columns,
    fixed,
    supports: (type) => types.has(type),
    isJson: (steps) => json.has(formatPath(steps)) || json.has(abbreviatePath(steps)),
  }
}

/** The stack has to bear the walk over a record. */
const maxMaxNesting = 500

function resolveFixed(options: TableOptions): FixedField[] {
  const { primaryKey, cursor, scopeColumns } = options
  const paths = [...primaryKey, ...(cursor === undefined ? [] : [cursor]), ...scopeColumns]
  return [...new Set(paths)].map((path) => ({
    path,
    segments: parsePath(path).filter((step) => step !== null),
    isKey: primaryKey.includes(path),
    isCursor: cursor === path,
    isScope: scopeColumns.includes(path),
  }))
}
