/** Bytes of a chunk: so many that each costs little, and so few that the server is busy while the next is filled. */
const chunkBytes = 128 * 1024

/** Chunks that are kept to be filled again. */
const maxKept = 64

/** Memory for chunks that are sent to the server: getting new memory for each would cost more than filling it. */
export class ChunkPool {
  readonly #free: Buffer[] = []

  /** A chunk of at least so many bytes. */
  take(minBytes: number): Buffer {
    if (minBytes > chunkBytes) return Buffer.allocUnsafeSlow(minBytes)
    return this.#free.pop() ?? Buffer.allocUnsafeSlow(chunkBytes)
  }

  /** To be called when nobody reads the chunk any more. */
  give(chunk: Buffer): void {
    if (chunk.length === chunkBytes && this.#free.length < maxKept) this.#free.push(chunk)
  }
}
