import type { Reject, StepName } from '@millrace/core'

/** Records that would not land for one reason. */
export interface RejectedRecords {
  readonly step: StepName
  readonly code: string
  /** Of the value at fault; `''` for the record as a whole. */
  readonly path: string
  /** Without values. */
  readonly message: string
  readonly count: number
}

/** Rejects by reason, in the order in which they were met. */
export function countRejects(rejects: readonly Reject[]): readonly RejectedRecords[] {
  const counts = new Map<string, RejectedRecords>()
  for (const { step, code, path, message } of rejects) {
    const reason = JSON.stringify([step, code, path, message])
    counts.set(reason, { step, code, path, message, count: (counts.get(reason)?.count ?? 0) + 1 })
  }
  return [...counts.values()]
}
