/**
 * Messages of the Postgres protocol begin with a letter and their length. Only a client's first ones have no letter: they ask
 * for encryption, for the cancelling of a statement, or for a session.
 */

/** A piece of what one side says. Pieces in their order are all it says. */
export interface FramePiece {
  readonly bytes: Buffer
  /** Set where the piece is one whole message: its letter, or what the client began with. */
  readonly type?: string
}

export interface FrameReaderOptions {
  /** Whose words they are: a client's begin without letters. */
  readonly speaker: 'client' | 'server'
  /** Letters of messages that are wanted whole, as far as they are short. */
  readonly wanted: string
}

/** Longer messages are passed on in pieces as they come. */
const maxHeldBytes = 256

const opening: Readonly<Record<number, string>> = {
  80_877_102: 'cancel',
  80_877_103: 'encryption',
  80_877_104: 'encryption',
}

/** Cuts what one side says into messages, and keeps no more of it than it must. */
export class FrameReader {
  readonly #options: FrameReaderOptions
  #isOpening: boolean
  #held: Buffer = Buffer.alloc(0)
  /** Bytes of a message that are still to come and that nobody wants to see. */
  #passing = 0

  constructor(options: FrameReaderOptions) {
    this.#options = options
    this.#isOpening = options.speaker === 'client'
  }

  push(chunk: Buffer): readonly FramePiece[] {
    let rest = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk])
    const pieces: FramePiece[] = []
    while (rest.length > 0) {
      const piece = this.#next(rest)
      if (piece === undefined) break
      pieces.push(piece)
      rest = rest.subarray(piece.bytes.length)
    }
    this.#held = rest
    return pieces
  }

  /** What came of a message that never became whole. */
  end(): Buffer {
    const held = this.#held
    this.#held = Buffer.alloc(0)
    return held
  }

  /** Undefined means that more has to come first. */
  #next(rest: Buffer): FramePiece | undefined {
    if (this.#passing > 0) {
      const bytes = rest.subarray(0, this.#passing)
      this.#passing -= bytes.length
      return { bytes }
    }
    const letters = this.#isOpening ? 0 : 1
    if (rest.length < letters + 4) return undefined
    const length = letters + rest.readInt32BE(letters)
    const letter = this.#isOpening ? '' : String.fromCharCode(rest[0] ?? 0)
    const isWanted = this.#isOpening || (this.#options.wanted.includes(letter) && length <= maxHeldBytes)
    if (!isWanted) {
      this.#passing = length
      return this.#next(rest)
    }
    if (rest.length < length) return undefined
    const bytes = rest.subarray(0, length)
    return { bytes, type: this.#isOpening ? this.#open(bytes) : letter }
  }

  #open(bytes: Buffer): string {
    const type = opening[bytes.readInt32BE(4)] ?? 'session'
    this.#isOpening = type === 'encryption'
    return type
  }
}
