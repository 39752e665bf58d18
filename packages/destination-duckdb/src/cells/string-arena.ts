import { BLOB, DuckDBDataChunk } from '@duckdb/node-api'
import duckdb from '@duckdb/node-bindings'
import type { Vector } from '@duckdb/node-bindings'

/** Bytes collected before they are handed to DuckDB; they should stay in the cache of the processor. */
const arenaBytes = 256 * 1024
/** Bytes that DuckDB keeps in the entry of a value itself. */
const maxInlineBytes = 12
/** For each length up to 12, which bits of the three words of an inline value belong to it. */
const inlineMasks = Int32Array.from({ length: (maxInlineBytes + 1) * 3 }, (_, index) => {
  const bytes = Math.floor(index / 3) - (index % 3) * 4
  return bytes >= 4 ? -1 : 2 ** (8 * Math.max(bytes, 0)) - 1
})

/**
 * Strings or bytes of one vector at a time, laid out as DuckDB does it and handed over in few calls.
 *
 * A vector holds one entry of 16 bytes for each row: the length in 4 bytes, and then 12 bytes of content, or the first 4
 * bytes of it and the address of all. Many values are written one after the other into the arena, which is given to DuckDB
 * as if it were one value, in a vector that exists only for this. DuckDB copies it into memory that lives until the vector
 * is reset, and the address found there is what the entries of all the values point into. That vector is of type BLOB, so
 * that DuckDB does not look for errors in UTF-8 that comes from an encoder. `isArenaSafe` finds out whether all this holds.
 */
export class StringArena {
  /** The arena, and some bytes beyond that a short value may be read with. */
  readonly bytes: Buffer = Buffer.allocUnsafeSlow(arenaBytes + maxInlineBytes)
  /** The most bytes that `reserve` can give. */
  readonly maxBytes: number = arenaBytes
  readonly #view = new DataView(this.bytes.buffer)
  readonly #entries: Int32Array<ArrayBuffer>
  /** Rows whose values are in the arena, and have their offset there in place of an address. */
  readonly #rows: Int32Array
  readonly #memory: DuckDBDataChunk = DuckDBDataChunk.create([BLOB])
  readonly #memoryVector: Vector = duckdb.data_chunk_get_vector(this.#memory.chunk, 0)
  #rowCount = 0
  #used = 0

  constructor(capacity: number) {
    this.#entries = new Int32Array(capacity * 4)
    this.#rows = new Int32Array(capacity)
  }

  /** To be called before each vector. */
  begin(): void {
    this.#rowCount = 0
    this.#used = 0
  }

  /** Makes room for values, and says at which offset of `bytes` they are to be written, one after the other. */
  reserve(byteCount: number): number {
    if (this.#used + byteCount > arenaBytes) this.#handOver()
    return this.#used
  }

  /** Makes the next so many bytes the value of a row. */
  add(row: number, byteCount: number): void {
    const offset = this.#used
    const entry = row * 4
    this.#used = offset + byteCount
    this.#entries[entry] = byteCount
    if (byteCount > maxInlineBytes) {
      this.#entries[entry + 1] = this.#view.getInt32(offset, true)
      this.#entries[entry + 2] = offset
      this.#rows[this.#rowCount] = row
      this.#rowCount += 1
    } else {
      const mask = byteCount * 3
      this.#entries[entry + 1] = this.#view.getInt32(offset, true) & (inlineMasks[mask] ?? 0)
      this.#entries[entry + 2] = this.#view.getInt32(offset + 4, true) & (inlineMasks[mask + 1] ?? 0)
      this.#entries[entry + 3] = this.#view.getInt32(offset + 8, true) & (inlineMasks[mask + 2] ?? 0)
    }
  }

  /** Makes bytes that are too many for the arena the value of a row. */
  addLarge(row: number, bytes: Uint8Array): void {
    this.#entries.set(this.#handOverAs(bytes), row * 4)
  }

  /** Writes the entries of the rows into a vector. They are good until `release`. */
  end(vector: Vector, count: number): void {
    this.#handOver()
    duckdb.copy_data_to_vector(vector, 0, this.#entries.buffer, 0, count * 16)
  }

  /** Frees the memory that the entries of all vectors point into. */
  release(): void {
    this.#memory.reset()
  }

  #handOver(): void {
    if (this.#rowCount > 0) {
      const [, , lower = 0, upper = 0] = this.#handOverAs(this.bytes.subarray(0, this.#used))
      for (let index = 0; index < this.#rowCount; index += 1) {
        const entry = (this.#rows[index] ?? 0) * 4
        const address = (lower >>> 0) + (this.#entries[entry + 2] ?? 0)
        this.#entries[entry + 2] = address
        this.#entries[entry + 3] = address >= 2 ** 32 ? upper + 1 : upper
      }
    }
    this.#rowCount = 0
    this.#used = 0
  }

  /** Lets DuckDB copy bytes, and gives the entry it makes for them. */
  #handOverAs(bytes: Uint8Array): Int32Array {
    duckdb.vector_assign_string_element_len(this.#memoryVector, 0, bytes)
    const entry = duckdb.vector_get_data(this.#memoryVector, 16)
    return new Int32Array(entry.buffer, entry.byteOffset, 4)
  }
}
