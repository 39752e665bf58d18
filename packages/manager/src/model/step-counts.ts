import { stepNames } from '@millrace/core'
import type { Steps } from '@millrace/core'

/** Records that passed and failed each step, in the order of `stepNames`, as the API shows them. */
export interface StepArrays {
  readonly passed: readonly number[]
  readonly failed: readonly number[]
}

/** The steps of a run that lives, or never began. */
export function noSteps(): Steps {
  return Object.fromEntries(stepNames.map((name) => [name, { passed: 0, failed: 0 }])) as Steps
}

/** Six passed and six failed; all 0 while the run lives. `passed[n] + failed[n] = passed[n - 1]`. */
export function toStepArrays(steps: Steps, options: { readonly isLive: boolean }): StepArrays {
  const shown = options.isLive ? noSteps() : steps
  return {
    passed: stepNames.map((name) => shown[name].passed),
    failed: stepNames.map((name) => shown[name].failed),
  }
}
