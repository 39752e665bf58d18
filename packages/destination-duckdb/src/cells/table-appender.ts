import { DestinationError } from '@millrace/core/plugin'
import type { CellValue, ColumnType } from '@millrace/core/plugin'
import { DuckDBDataChunk } from '@duckdb/node-api'
import type { DuckDBAppender, DuckDBConnection } from '@duckdb/node-api'
import duckdb from '@duckdb/node-bindings'
import type { Vector } from '@duckdb/node-bindings'
import type { ColumnWriter } from './column-writer.ts'
import { createColumnWriter } from './create-column-writer.ts'
import { clientType } from './duckdb-type.ts'
import { isArenaSafe } from './is-arena-safe.ts'
import { StringArena } from './string-arena.ts'
import { Validity } from './validity.ts'

/** A table by name. Without a catalog or schema, DuckDB looks for it as in a query. */
export interface TableName {
  readonly catalog: string | null
  readonly schema: string | null
  readonly table: string
}

export interface AppenderOptions {
  /**
   * How texts and bytes get into DuckDB: many at a time in memory laid out as DuckDB does it, or with one call for each.
   * The default is `'arena'`, if a test at first use finds that DuckDB's layout is the expected one.
   */
  readonly strings?: 'arena' | 'single'
}

/**
 * Appends columns of cells to a table, in the transaction of its connection.
 *
 * DuckDB collects the rows and puts them into the table by itself, every 204,800 rows, and the rest in `close`.
 * An appender of DuckDB that is destroyed also puts in what it has left, even after an error; here nothing gets into a
 * table but by `append` and `close`.
 */
export class TableAppender {
  /** Empties appenders that were forgotten, before DuckDB destroys them. */
  static readonly #forgotten = new FinalizationRegistry<DuckDBAppender>(giveUp)

  readonly #appender: DuckDBAppender
  readonly #chunk: DuckDBDataChunk
  readonly #vectors: readonly Vector[]
  readonly #writers: readonly ColumnWriter[]
  readonly #capacity: number
  readonly #arena: StringArena | undefined
  readonly #allNull: Validity
  #isOpen = true

  private constructor(appender: DuckDBAppender, types: readonly ColumnType[], options: AppenderOptions) {
    this.#appender = appender
    this.#capacity = duckdb.vector_size()
    this.#chunk = DuckDBDataChunk.create(types.map((type) => clientType[type]))
    const { chunk } = this.#chunk
    this.#vectors = types.map((_, column) => duckdb.data_chunk_get_vector(chunk, column))
    const isArena = (options.strings ?? 'arena') === 'arena' && isArenaSafe()
    this.#arena = isArena ? new StringArena(this.#capacity) : undefined
    this.#writers = types.map((type) => createColumnWriter(type, this.#capacity, this.#arena))
    this.#allNull = new Validity(this.#capacity)
    this.#allNull.leaveOutAll()
    TableAppender.#forgotten.register(this, appender, this)
  }

  /** Opens an appender for all columns of a table, given their types in the order of the table. */
  static async open(
    connection: DuckDBConnection,
    { catalog, schema, table }: TableName,
    types: readonly ColumnType[],
    options: AppenderOptions = {},
  ): Promise<TableAppender> {
    const appender = await connection.createAppender(table, schema, catalog)
    if (appender.columnCount !== types.length) {
      throw new DestinationError({
        message: `table ${table} has ${appender.columnCount} columns; to append to it, ${types.length} were named`,
      })
    }
    return new TableAppender(appender, types, options)
  }

  /**
   * Appends rows, given as one list of cells for each column; `undefined` is NULL in all rows.
   * After an error nothing can be appended any more, and what DuckDB has not yet put into the table is given up.
   */
  append(columns: readonly (ArrayLike<CellValue> | undefined)[], rowCount: number): void {
    this.#checkOpen()
    try {
      this.#checkColumns(columns, rowCount)
      for (let first = 0; first < rowCount; first += this.#capacity) {
        this.#appendVectors(columns, first, Math.min(this.#capacity, rowCount - first))
      }
    } catch (error) {
      this.discard()
      throw error
    }
  }

  /** Puts all rows into the table. When that fails, they are given up. */
  close(): void {
    this.#checkOpen()
    try {
      this.#appender.closeSync()
      this.#end()
    } catch (error) {
      this.discard()
      throw error
    }
  }

  /** Gives up what DuckDB has not yet put into the table; does nothing when the appender is closed. Never throws. */
  discard(): void {
    if (!this.#isOpen) return
    this.#end()
    giveUp(this.#appender)
  }

  #appendVectors(columns: readonly (ArrayLike<CellValue> | undefined)[], first: number, count: number): void {
    for (const [column, vector] of this.#vectors.entries()) {
      const values = columns[column]
      if (values === undefined) this.#allNull.copyTo(vector)
      else this.#writers[column]?.write(vector, values, first, count)
    }
    this.#chunk.rowCount = count
    this.#appender.appendDataChunk(this.#chunk)
    this.#chunk.reset()
    this.#arena?.release()
  }

  #checkOpen(): void {
    if (!this.#isOpen) throw new DestinationError({ message: 'an appender of DuckDB was used after it was closed' })
  }

  /** DuckDB would read beyond what was written. */
  #checkColumns(columns: readonly (ArrayLike<CellValue> | undefined)[], rowCount: number): void {
    if (columns.length !== this.#vectors.length) {
      throw new DestinationError({
        message: `an appender of DuckDB for ${this.#vectors.length} columns was given ${columns.length}`,
      })
    }
    const short = columns.find((values) => values !== undefined && values.length < rowCount)
    if (short !== undefined) {
      throw new DestinationError({
        message: `an appender of DuckDB was given ${short.length} cells of a column for ${rowCount} rows`,
      })
    }
  }

  #end(): void {
    this.#isOpen = false
    TableAppender.#forgotten.unregister(this)
  }
}

function giveUp(appender: DuckDBAppender): void {
  try {
    appender.clear()
    appender.closeSync()
  } catch {
    // The connection is closed, and all is lost as it should be.
  }
}
