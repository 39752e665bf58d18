import type { ColumnSchema, ColumnType, TableSchema } from '@millrace/core'
import type { Stream } from '@millrace/core/plugin'
import type { RecordField } from '../model/record-field.ts'
import { protectedPaths } from './protected-paths.ts'

/** A table as it would be made. */
export interface PreviewTable {
  /** `''` is the main table, else where the array stands: the key of `tables`, `deltas` and `full_tables`. */
  readonly path: string
  /** The chosen name, else the one that the table gets. */
  readonly proposedName: string
  /** Its columns, but for those that the destination fills in. */
  readonly fields: readonly PreviewField[]
}

/** A column as it would be made. */
export interface PreviewField {
  /** Path in the record, as `excludedFields` names it; null where the engine adds the column: it always lands. */
  readonly path: string | null
  readonly name: string
  readonly type: ColumnType
  /** Whether rows are known by it. */
  readonly isKey: boolean
  /** It always lands, and nothing may change it. */
  readonly isProtected: boolean
  /** What the author of the stream says of it. */
  readonly description?: string
}

/** The tables of a schema, for people. */
export function toPreviewTables(tables: readonly TableSchema[], stream: Stream): readonly PreviewTable[] {
  const fixed = protectedPaths(stream)
  return tables.map((table) => ({
    path: table.path,
    proposedName: table.name,
    fields: shownColumns(table).map((column) => {
      const path = pathOf(table, column)
      return {
        path: path ?? null,
        name: column.name,
        type: column.type,
        isKey: column.role === 'key' || table.key.includes(column.name),
        isProtected: path === undefined || (table.path === '' && fixed.includes(path)),
        ...(column.description === undefined ? {} : { description: column.description }),
      }
    }),
  }))
}

/** What stands in the records that these tables are made of, for filters and transformations. */
export function toRecordFields(tables: readonly TableSchema[], stream: Stream): readonly RecordField[] {
  const fixed = protectedPaths(stream)
  return tables.flatMap((table) => {
    const columns = shownColumns(table).filter(({ isVariant, isDerived }) => isVariant === undefined && !isDerived)
    const fields = columns.flatMap((column): readonly RecordField[] => {
      const path = pathOf(table, column)
      if (path === undefined || (path === table.path && path !== '')) return []
      const marks = {
        ...(table.path === '' && fixed.includes(path) ? { isProtected: true } : {}),
        ...(column.isDeclared === true ? { isDeclared: true } : {}),
      }
      return [{ path, type: column.type, ...marks }]
    })
    return table.path === '' ? fields : [arrayField(table, columns, fields.length === 0), ...fields]
  })
}

/** The columns whose values come from records, and those that name rows. */
export function shownColumns({ columns }: TableSchema): readonly ColumnSchema[] {
  return columns.filter(({ role }) => role !== 'system' && role !== 'partition')
}

function arrayField(table: TableSchema, columns: readonly ColumnSchema[], isList: boolean): RecordField {
  const values = columns.find((column) => column.role === 'data' && pathOf(table, column) === table.path)
  if (values === undefined || !isList) return { path: table.path, type: 'array' }
  const marks = values.isDeclared === true ? { isDeclared: true } : {}
  return { path: table.path, type: 'array', elements: values.type, ...marks }
}

/** Of a scalar element it is the path of its array. */
function pathOf(table: TableSchema, { role, path }: ColumnSchema): string | undefined {
  if (role !== 'data' && (role !== 'key' || table.path !== '')) return undefined
  if (table.path === '') return path
  return path === undefined || path === '' ? table.path : `${table.path}.${path}`
}
