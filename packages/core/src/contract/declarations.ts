import type { ColumnType } from './column-type.ts'

/** What an author knows of a column beforehand. A bare type is short for `{ type }`. */
export interface ColumnDeclaration {
  /** The column's type; it is never widened. */
  readonly type: ColumnType
  /** The column's name, as it is to stand in the table. Default: made from the path. */
  readonly name?: string
  /** For people: what a value means. */
  readonly description?: string
}

/**
 * What an author knows of a child table beforehand. Keys of `StreamDefinition.tables` are table paths:
 * `memberships`, `memberships.roles`.
 */
export interface TableDeclaration {
  /** Names of the columns that carry the root's key, in the order of `primaryKey`. Default: `<stream singular>_<key>`. */
  readonly keyColumns?: readonly string[]
  /** Name of the column for elements that are scalars. Default `value`. */
  readonly valueColumn?: string
  /** Type of that column. Default: inferred. */
  readonly valueType?: ColumnType
  /** Paths inside an element that name it among its siblings; merges and deltas then go by it, not by position. */
  readonly elementKey?: string | readonly string[]
  /** The order of the elements means nothing: they are stored in a canonical order. Default false. */
  readonly unordered?: boolean
  /** Declared columns, by path inside an element. */
  readonly columns?: Readonly<Record<string, ColumnType | ColumnDeclaration>>
  /** For people: what an element is. */
  readonly description?: string
}
