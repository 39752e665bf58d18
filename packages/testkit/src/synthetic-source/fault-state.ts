import { SourceError } from '@millrace/core/plugin'
import type { LogEntry } from './change-log.ts'
import type { SyntheticFaults } from './synthetic-options.ts'

/** What goes wrong now, and how often it still does. */
export class FaultState {
  #faults: SyntheticFaults = {}
  #throwsLeft = 0
  #pausesLeft = 0

  constructor(faults: SyntheticFaults = {}) {
    this.inject(faults)
  }

  get current(): SyntheticFaults {
    return this.#faults
  }

  /** Replaces all faults. */
  inject(faults: SyntheticFaults): void {
    this.#faults = faults
    this.#throwsLeft = faults.throwsAt === undefined ? 0 : (faults.throwsAt.times ?? 1)
    this.#pausesLeft = faults.pauseAt === undefined ? 0 : (faults.pauseAt.times ?? 1)
  }

  /** How many of the entries come before one at which something happens; undefined if nothing does. */
  findStop(entries: readonly LogEntry[]): { readonly before: number; readonly type: 'throw' | 'pause' } | undefined {
    const { throwsAt, pauseAt } = this.#faults
    for (const [before, { row }] of entries.entries()) {
      if (this.#throwsLeft > 0 && row === throwsAt?.row) return { before, type: 'throw' }
      if (this.#pausesLeft > 0 && row === pauseAt?.row) return { before, type: 'pause' }
    }
    return undefined
  }

  /** The error to throw; it counts as thrown. */
  takeError(): unknown {
    this.#throwsLeft -= 1
    const { throwsAt } = this.#faults
    const isGiven = throwsAt !== undefined && 'error' in throwsAt
    if (isGiven) return throwsAt.error
    return new SourceError({
      code: 'synthetic_failed',
      message: `the synthetic source fails at row ${String(throwsAt?.row)}`,
    })
  }

  takePause(): { readonly until: Date; readonly reason: string } {
    this.#pausesLeft -= 1
    return { until: this.#faults.pauseAt?.until ?? new Date(0), reason: 'the synthetic quota is used up' }
  }

  isOmitted({ row }: LogEntry, rows: number): boolean {
    const { omits } = this.#faults
    return omits === 'all' || (omits === 'half' && row > rows / 2)
  }
}
