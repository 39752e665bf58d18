import type { z } from 'zod'
import { InvalidOptionsError } from '../contract/errors/invalid-options-error.ts'
import type { OptionProblem } from '../contract/errors/invalid-options-error.ts'

/** Parses settings by a zod schema. Throws one `InvalidOptionsError` with every problem; it shows no values. */
export function parseSettings<Settings>(schema: z.ZodType<Settings>, settings: unknown): Settings {
  const answer = schema.safeParse(settings)
  if (answer.success) return answer.data
  throw new InvalidOptionsError(answer.error.issues.flatMap(toProblems))
}

/** What zod found, as problems of options. */
export function toProblems(issue: z.core.$ZodIssue): readonly OptionProblem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: inText([...issue.path, key]), message: 'there is no such option' }))
  }
  return [{ path: inText(issue.path), message: issue.message }]
}

function inText(path: readonly PropertyKey[]): string {
  const text = path.map((step) => {
    if (typeof step === 'number') return `[${step}]`
    return step === '' ? `['']` : `.${String(step)}`
  })
  return path.length === 0 ? 'options' : text.join('').replace(/^\./, '')
}
