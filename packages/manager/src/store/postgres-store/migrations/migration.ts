import type { RawBuilder } from 'kysely'

/** One step from a format of the tables to the next. Once published it is never changed. */
export interface Migration {
  /** From 1, without gaps. */
  readonly number: number
  readonly name: string
  /** `table` composes the full name of a table of the store. */
  statements(this: void, table: (name: string) => RawBuilder<unknown>): readonly RawBuilder<unknown>[]
}
