import type { Sql } from '../../database/names.ts'

/** A step that brings what the destination keeps for itself from one format to the next. Never changed once released. */
export interface Migration {
  /** Counts from 1 without gaps. */
  readonly number: number
  readonly name: string
  /** `table` answers a table, an index or a sequence of the system schema. */
  statements(this: void, table: (name: string) => Sql): readonly Sql[]
}
