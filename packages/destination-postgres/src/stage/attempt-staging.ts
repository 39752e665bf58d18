import type { ColumnSchema, StreamSchema, TableSchema } from '@millrace/core/plugin'
import type { Sql } from '../database/names.ts'

/** Names an attempt. */
export interface AttemptName {
  readonly stream: string
  readonly partition: string
  readonly attempt: number
}

/** What an attempt works on. */
export interface AttemptWork extends AttemptName {
  /** The generation that it works for. */
  readonly generation: GenerationPlace | undefined
  /** The generation is a rebuild, with tables of its own. */
  readonly isRebuild: boolean
  /** The tables that its rows are meant for. */
  readonly schema: StreamSchema
  /** The server's life in which it began: in another one its rows are lost. */
  readonly life: string
}

/** Where the rows of a partition are in a generation. */
export interface GenerationPlace {
  readonly id: string
  /** The place of the partition among those of the generation. */
  readonly position: number
  /** The table that keeps the rows of a path. */
  tableOf(this: void, path: string): Sql
}

/** A table with staged rows of one table. */
export interface StagedTable {
  readonly name: Sql
  /** Has the columns that the staging table has. */
  readonly table: TableSchema
}

/** A staging table of an attempt's own. */
export interface OwnTable extends StagedTable {
  /** Its name in the system schema. */
  readonly ownName: string
}

/** What one attempt has staged. Changes when a transaction is committed, never before. */
export class AttemptStaging {
  readonly work: AttemptWork
  /** Rows of the root table in tables of its own, by whether they have data. */
  readonly counts: { upserts: number; others: number } = { upserts: 0, others: 0 }
  /** Paths for which the generation is known to have a table. */
  readonly knownPaths: Set<string> = new Set()
  /** By path. */
  readonly #tables: Map<string, OwnTable> = new Map()
  #schema: StreamSchema

  constructor(work: AttemptWork) {
    this.work = work
    this.#schema = work.schema
  }

  /** What the tables of the stream are, as far as the attempt knows. */
  get schema(): StreamSchema {
    return this.#schema
  }

  /** Tables of its own. What it stages for a generation is in tables of that. */
  tables(): readonly OwnTable[] {
    return [...this.#tables.values()]
  }

  /** The tables of the stream have become these, and columns of the staging tables were widened with them. */
  follow(schema: StreamSchema): void {
    this.#schema = schema
    for (const [path, own] of this.#tables) {
      const wanted = schema.tables.find((table) => table.path === path)
      if (wanted !== undefined) this.#tables.set(path, { ...own, table: withTypes(own.table, wanted) })
    }
  }

  /** Somebody else has made the tables of the stream these; the staging tables are as they were. */
  adopt(schema: StreamSchema): void {
    this.#schema = schema
  }

  /** Rows have been staged in these tables. */
  add(tables: readonly OwnTable[], counts: { readonly upserts: number; readonly others: number }): void {
    for (const own of tables) this.#tables.set(own.table.path, own)
    this.counts.upserts += counts.upserts
    this.counts.others += counts.others
  }

  /** What it staged is gone: a publish took it. */
  forget(): void {
    this.#tables.clear()
    this.counts.upserts = 0
    this.counts.others = 0
  }
}

function withTypes(held: TableSchema, wanted: TableSchema): TableSchema {
  const columns = held.columns.map((column): ColumnSchema => {
    const type = wanted.columns.find(({ name }) => name === column.name)?.type ?? column.type
    return { ...column, type }
  })
  return { ...held, columns }
}
