import { DestinationError } from '@millrace/core/plugin'
import type { CellValue } from '@millrace/core/plugin'
import duckdb from '@duckdb/node-bindings'
import type { Vector } from '@duckdb/node-bindings'

/** Which rows of a vector have a value: one bit for each, clear for NULL. */
export class Validity {
  readonly #bits: Uint32Array<ArrayBuffer>
  #hasNull = false

  constructor(capacity: number) {
    this.#bits = new Uint32Array(Math.ceil(capacity / 64) * 2).fill(0xffffffff)
  }

  /** To be called before each vector. */
  reset(): void {
    if (this.#hasNull) this.#bits.fill(0xffffffff)
    this.#hasNull = false
  }

  /** For a cell that is none of the column's type: it must be NULL. */
  leaveOut(row: number, cell: CellValue | undefined): void {
    if (cell !== null) {
      throw new DestinationError({ message: `a cell is a ${typeof cell}, which its column of DuckDB cannot take` })
    }
    this.#hasNull = true
    const word = row >>> 5
    this.#bits[word] = (this.#bits[word] ?? 0) & ~(1 << (row & 31))
  }

  leaveOutAll(): void {
    this.#hasNull = true
    this.#bits.fill(0)
  }

  /** Gives the bits to a vector, which has none of its own when it is new or reset. */
  copyTo(vector: Vector): void {
    if (!this.#hasNull) return
    duckdb.vector_ensure_validity_writable(vector)
    duckdb.copy_data_to_vector_validity(vector, 0, this.#bits.buffer, 0, this.#bits.byteLength)
  }
}
