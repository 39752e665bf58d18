import type { PassingPiece } from './commit-reader.ts'
import type { CutSide, ProxyDirection, ProxyFault } from './proxy-fault.ts'

/** A fault that was injected, and whether it came. */
export interface InjectedFault {
  readonly hasHappened: boolean
  /** Fulfilled when it came, never rejected. */
  readonly happened: Promise<void>
}

/** What is done with a piece: so many bytes of it pass, and then something may happen. */
export interface Verdict {
  readonly passes: number
  readonly effect: 'go on' | 'half close' | 'stop' | { readonly resets: 'one' | 'all'; readonly side: CutSide }
}

/** Counts what passes, and says when its fault comes. */
export class FaultState implements InjectedFault {
  readonly fault: ProxyFault
  readonly #happened = Promise.withResolvers<void>()
  #count = 0
  #hasHappened = false

  constructor(fault: ProxyFault) {
    this.fault = fault
  }

  get hasHappened(): boolean {
    return this.#hasHappened
  }

  get happened(): Promise<void> {
    return this.#happened.promise
  }

  happen(): void {
    this.#hasHappened = true
    this.#happened.resolve()
  }

  /** Judges a piece before it passes. */
  judge({ bytes, meaning }: PassingPiece, direction: ProxyDirection): Verdict {
    const goesOn: Verdict = { passes: bytes.length, effect: 'go on' }
    const { fault } = this
    switch (fault.type) {
      case 'latency':
      case 'refuse':
        return goesOn
      case 'blackHole':
        if (this.#hasHappened) return { passes: 0, effect: 'stop' }
        return this.#judgeBytes(bytes, {
          isCounted: direction === fault.direction,
          after: fault.afterBytes,
          effect: 'stop',
        })
      case 'halfClose':
        if (this.#hasHappened) return goesOn
        return this.#judgeBytes(bytes, {
          isCounted: direction === fault.direction,
          after: fault.afterBytes,
          effect: 'half close',
        })
      case 'reset':
        if (this.#hasHappened) return goesOn
        return this.#judgeBytes(bytes, {
          isCounted: direction === fault.direction,
          after: fault.afterBytes,
          effect: { resets: fault.connections ?? 'one', side: fault.side ?? 'both' },
        })
      case 'commit': {
        const isAsked = direction === (fault.cut === 'before' ? 'toServer' : 'toClient')
        if (this.#hasHappened || meaning !== 'commit' || !isAsked) return goesOn
        this.#count += 1
        if (this.#count < (fault.nth ?? 1)) return goesOn
        this.happen()
        return { passes: 0, effect: { resets: 'one', side: fault.side ?? 'both' } }
      }
      default:
        return fault satisfies never
    }
  }

  #judgeBytes(
    bytes: Buffer,
    { isCounted, after = 0, effect }: { isCounted: boolean; after: number | undefined; effect: Verdict['effect'] },
  ): Verdict {
    if (!isCounted) return { passes: bytes.length, effect: 'go on' }
    const passes = after - this.#count
    this.#count += bytes.length
    if (passes >= bytes.length) return { passes: bytes.length, effect: 'go on' }
    this.happen()
    return { passes, effect }
  }
}
