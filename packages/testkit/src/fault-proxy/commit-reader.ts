import { FrameReader } from './frame-reader.ts'
import type { FramePiece } from './frame-reader.ts'
import type { ProxyDirection } from './proxy-fault.ts'

/** A piece of what passes. */
export interface PassingPiece {
  readonly bytes: Buffer
  /** `commit`: a COMMIT, or the answer that it was carried out; `encryption`: the client asks for it. */
  readonly meaning: 'commit' | 'encryption' | undefined
}

/** Sees commits in what one side of a Postgres connection says. */
export class CommitReader {
  readonly #direction: ProxyDirection
  readonly #frames: FrameReader

  constructor(direction: ProxyDirection) {
    this.#direction = direction
    // Query and Parse carry statements, CommandComplete says which one was carried out.
    this.#frames =
      direction === 'toServer'
        ? new FrameReader({ speaker: 'client', wanted: 'QP' })
        : new FrameReader({ speaker: 'server', wanted: 'C' })
  }

  push(chunk: Buffer): readonly PassingPiece[] {
    return this.#frames.push(chunk).map((piece) => ({ bytes: piece.bytes, meaning: this.#meaningOf(piece) }))
  }

  end(): Buffer {
    return this.#frames.end()
  }

  #meaningOf({ type, bytes }: FramePiece): PassingPiece['meaning'] {
    if (type === undefined || type === 'encryption') return type
    const text = bytes.subarray(5).toString('latin1')
    // A Parse names its statement first.
    const statement = type === 'P' ? text.slice(text.indexOf('\0') + 1) : text
    const isCommit = this.#direction === 'toServer' ? /^\s*(commit|end)\b/i : /^COMMIT\0/
    return isCommit.test(statement) ? 'commit' : undefined
  }
}
