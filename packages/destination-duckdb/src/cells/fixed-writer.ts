import type { CellValue } from '@millrace/core/plugin'
import duckdb from '@duckdb/node-bindings'
import type { Vector } from '@duckdb/node-bindings'
import type { ColumnWriter } from './column-writer.ts'
import { Validity } from './validity.ts'

/** Room for one vector of values of a fixed width, seen in the ways that the types need. */
export interface FixedTarget {
  readonly bytes: Uint8Array
  /** A value of 64 bits is two of these, the lower half first: all platforms of DuckDB are little-endian. */
  readonly words: Int32Array
  readonly doubles: Float64Array
  readonly bigints: BigInt64Array
  readonly validity: Validity
}

/** Writes cells into the target. Each type has a loop of its own, so that the engine can specialise it. */
type EncodeCells = (values: ArrayLike<CellValue>, first: number, count: number, target: FixedTarget) => void

/** Writes a column whose values have a fixed width. */
export class FixedWriter implements ColumnWriter {
  readonly #width: number
  readonly #encode: EncodeCells
  readonly #buffer: ArrayBuffer
  readonly #target: FixedTarget

  constructor(capacity: number, width: number, encode: EncodeCells) {
    this.#width = width
    this.#encode = encode
    this.#buffer = new ArrayBuffer(Math.ceil((capacity * width) / 8) * 8)
    this.#target = {
      bytes: new Uint8Array(this.#buffer),
      words: new Int32Array(this.#buffer),
      doubles: new Float64Array(this.#buffer),
      bigints: new BigInt64Array(this.#buffer),
      validity: new Validity(capacity),
    }
  }

  write(vector: Vector, values: ArrayLike<CellValue>, first: number, count: number): void {
    this.#target.validity.reset()
    this.#encode(values, first, count, this.#target)
    duckdb.copy_data_to_vector(vector, 0, this.#buffer, 0, count * this.#width)
    this.#target.validity.copyTo(vector)
  }
}
