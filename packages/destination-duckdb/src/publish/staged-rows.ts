import type { TableSchema } from '@millrace/core/plugin'
import { quote, quoteAll } from '../database/names.ts'
import { dataColumns, stagedColumns } from '../stage/staged-columns.ts'
import type { StagedTable } from '../stage/attempt-staging.ts'

/** A table with staged rows, and what their orders are counted from. */
export interface StagedSource extends StagedTable {
  readonly offset: number
  /** Its own name, where it is a table of a generation that may become the table. */
  readonly besideName?: string | undefined
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

  /** Name of the table that has all rows of a table and may become it. */
  adoptable(table: TableSchema): string | undefined {
    const [source, ...others] = this.#sources.filter(({ table: { path } }) => path === table.path)
    return others.length === 0 ? source?.besideName : undefined
  }

  /** A query for all staged rows of a table, in parentheses. */
  select(table: TableSchema): string {
    const order = quote(stagedColumns.order)
    const operation = table.path === '' ? [stagedColumns.operation] : []
    const columns = quoteAll([...operation, ...dataColumns(table).map(({ name }) => name)])
    const queries = this.#sources
      .filter((source) => source.table.path === table.path)
      .map(({ name, offset }) => `SELECT ${order} + ${offset} AS ${order}, ${columns} FROM ${name}`)
    return `(${queries.join(' UNION ALL ')})`
  }
}
