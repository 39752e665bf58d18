import { LeaseLostError } from '../../contract/errors/lease-lost-error.ts'
import type { Session } from '../../contract/session.ts'
import { longestTimerInMs } from '../guard.ts'

/** Renews a session's lease three times in its duration. */
export class LeaseKeeper {
  readonly #timer: NodeJS.Timeout
  #isRenewing = false

  constructor(session: Session, durationInMs: number, signal: AbortSignal, onLost: (error: Error) => void) {
    const renew = async (): Promise<void> => {
      if (this.#isRenewing) return
      this.#isRenewing = true
      try {
        await session.renewLease({ signal })
      } catch (error) {
        // Anything else may pass; a commit finds out whether the lease still holds.
        if (LeaseLostError.isInstance(error)) onLost(error)
      } finally {
        this.#isRenewing = false
      }
    }
    this.#timer = setInterval(() => void renew(), Math.min(durationInMs / 3, longestTimerInMs))
    this.#timer.unref()
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer)
  }
}
