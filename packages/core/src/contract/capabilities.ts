import { columnTypes } from './column-type.ts'
import type { ColumnType } from './column-type.ts'

/** What a destination can do, as data. What is left out has the default of `defaultCapabilities`. */
export interface Capabilities {
  /** The longest name of a table or column. Longer ones are cut and end in a hash. Default: 63 bytes. */
  readonly maxIdentifierLength: { readonly count: number; readonly unit: 'bytes' | 'characters' }
  /** `insensitive`: names that differ only in case are the same name. Default `sensitive`. */
  readonly identifierCase: 'sensitive' | 'insensitive'
  /** Names that no column can have, such as Postgres' `ctid`. They are given to nobody. Default: none. */
  readonly reservedColumnNames: readonly string[]
  /** Columns a table can have. A record that needs more is rejected. Default 1,600. */
  readonly maxColumns: number
  /** Column types it holds as they are; the others arrive as text. `text`, `integer` and `timestamp` are needed. Default: all. */
  readonly types: readonly ColumnType[]
  /** Whether it can keep delta tables. Default true. */
  readonly hasDeltas: boolean
  /** Whether several processes can work on it at once. Default false. */
  readonly isMultiProcess: boolean
  /** Whether `publish` is one transaction over everything it changes. Anything else is refused. Default true. */
  readonly isAtomic: boolean
}

export const defaultCapabilities: Capabilities = {
  maxIdentifierLength: { count: 63, unit: 'bytes' },
  identifierCase: 'sensitive',
  reservedColumnNames: [],
  maxColumns: 1600,
  types: columnTypes,
  hasDeltas: true,
  isMultiProcess: false,
  isAtomic: true,
}
