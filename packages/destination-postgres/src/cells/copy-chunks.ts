import type { SentBytes } from '../database/copy-in.ts'
import type { ChunkPool } from './chunk-pool.ts'

/** What a message with data of a COPY begins with: `d`, and its length without this letter. */
const headerBytes = 5
const copyData = 'd'.charCodeAt(0)

/** Bytes that cells are written into, one chunk after the other. Where one ends is of no meaning to Postgres. */
export class CopyChunks {
  /** The chunk that is filled. */
  bytes: Buffer
  /** The same, for numbers. */
  view: DataView
  /** Where the next byte goes. */
  at: number = headerBytes
  /** A cell was written that Postgres may refuse: see `findUnstorable`. */
  isSuspicious = false
  readonly #pool: ChunkPool
  readonly #full: SentBytes[] = []

  constructor(pool: ChunkPool) {
    this.#pool = pool
    this.bytes = pool.take(0)
    this.view = viewOf(this.bytes)
  }

  /** Sees to it that so many bytes can be written at `at`. */
  reserve(count: number): void {
    if (this.at + count > this.bytes.length) this.#next(count)
  }

  /** Answers all that was written, as messages to be sent; nothing can be written any more. */
  finish(): readonly SentBytes[] {
    this.#close()
    return this.#full
  }

  #next(count: number): void {
    this.#close()
    this.bytes = this.#pool.take(headerBytes + count)
    this.view = viewOf(this.bytes)
    this.at = headerBytes
  }

  #close(): void {
    this.bytes[0] = copyData
    this.view.setInt32(1, this.at - 1)
    const { bytes } = this
    this.#full.push({ bytes: bytes.subarray(0, this.at), release: () => this.#pool.give(bytes) })
  }
}

function viewOf({ buffer, byteOffset, byteLength }: Buffer): DataView {
  return new DataView(buffer, byteOffset, byteLength)
}
