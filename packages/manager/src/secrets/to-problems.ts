import type { OptionProblem } from '@millrace/core'
import type { z } from 'zod'

/** What zod found, as problems of options. */
export function toProblems(issue: z.core.$ZodIssue): readonly OptionProblem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: inText([...issue.path, key]), message: 'there is no such setting' }))
  }
  return [{ path: inText(issue.path), message: issue.message }]
}

function inText(path: readonly PropertyKey[]): string {
  const text = path.map((step) => {
    if (typeof step === 'number') return `[${step}]`
    return step === '' ? `['']` : `.${String(step)}`
  })
  return path.length === 0 ? 'settings' : text.join('').replace(/^\./, '')
}
