import type { CellValue } from '@millrace/core/plugin'
import duckdb from '@duckdb/node-bindings'
import type { Vector } from '@duckdb/node-bindings'
import type { ColumnWriter } from './column-writer.ts'
import { Validity } from './validity.ts'

/** Writes texts with one call into DuckDB for each; needs no knowledge of how DuckDB lays them out. */
export class SingleTextWriter implements ColumnWriter {
  readonly #validity: Validity

  constructor(capacity: number) {
    this.#validity = new Validity(capacity)
  }

  write(vector: Vector, values: ArrayLike<CellValue>, first: number, count: number): void {
    this.#validity.reset()
    for (let row = 0; row < count; row += 1) {
      const cell = values[first + row]
      if (typeof cell === 'string') duckdb.vector_assign_string_element(vector, row, cell)
      else this.#validity.leaveOut(row, cell)
    }
    this.#validity.copyTo(vector)
  }
}

/** Writes bytes with one call into DuckDB for each. */
export class SingleBinaryWriter implements ColumnWriter {
  readonly #validity: Validity

  constructor(capacity: number) {
    this.#validity = new Validity(capacity)
  }

  write(vector: Vector, values: ArrayLike<CellValue>, first: number, count: number): void {
    this.#validity.reset()
    for (let row = 0; row < count; row += 1) {
      const cell = values[first + row]
      if (cell instanceof Uint8Array) duckdb.vector_assign_string_element_len(vector, row, cell)
      else this.#validity.leaveOut(row, cell)
    }
    this.#validity.copyTo(vector)
  }
}
