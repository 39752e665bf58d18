import { widerTypes } from '@millrace/core/plugin'
import type { ColumnSchema, TableSchema } from '@millrace/core/plugin'
import { sql } from 'kysely'
import { postgresType } from '../cells/postgres-type.ts'
import { column } from '../database/names.ts'
import type { Sql } from '../database/names.ts'
import { widened } from '../schema/alter-table.ts'
import type { StagedTable } from '../stage/attempt-staging.ts'
import { dataColumns, stagedColumns } from '../stage/staged-columns.ts'

/** A table with staged rows, and what their orders are counted from. */
export interface StagedSource extends StagedTable {
  readonly offset: number
}

/** All rows that a publish takes out of the staging, in the order in which they were read. */
export class StagedRows {
  /** Rows of the root table that have data. */
  readonly upserts: number
  /** Rows of the root table that only name a key. */
  readonly others: number
  readonly #sources: readonly StagedSource[]

  constructor(sources: readonly StagedSource[], counts: { readonly upserts: number; readonly others: number }) {
    this.#sources = sources
    this.upserts = counts.upserts
    this.others = counts.others
  }

  /** Whether any row of a table is staged. */
  has({ path }: TableSchema): boolean {
    return this.#sources.some(({ table }) => table.path === path)
  }

  /** A query for all staged rows of a table, in parentheses. */
  select(table: TableSchema): Sql {
    const order = sql.id(stagedColumns.order)
    const operation = table.path === '' ? [sql.id(stagedColumns.operation)] : []
    const queries = this.#sources
      .filter((source) => source.table.path === table.path)
      .map(({ name, offset, table: held }) => {
        const cells = dataColumns(table).map((wanted) => stagedCell(held, wanted))
        const orders = offset === 0 ? order : sql`${order} + ${sql.lit(offset)} as ${order}`
        return sql`select ${sql.join([orders, ...operation, ...cells])} from ${name}`
      })
    return sql`(${sql.join(queries, sql` union all `)})`
  }
}

/** Another process may have added or widened a column after these rows were staged. */
function stagedCell(held: TableSchema, wanted: ColumnSchema): Sql {
  const { name, type } = wanted
  const from = held.columns.find((candidate) => candidate.name === name)?.type
  if (from === type) return column(name)
  const cell =
    from !== undefined && (widerTypes[from]?.includes(type) ?? false)
      ? widened({ name, from, to: type })
      : sql`null::${sql.raw(postgresType[type])}`
  return sql`${cell} as ${column(name)}`
}
