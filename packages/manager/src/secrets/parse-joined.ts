import type { JsonValue, OptionProblem } from '@millrace/core'
import { InvalidOptionsError } from '@millrace/core'
import type { z } from 'zod'
import { placeValues } from './json-pointer.ts'
import { Redactor } from './redactor.ts'
import { toProblems } from './to-problems.ts'

/** Settings apart from their secrets, which are given by where they stand. */
export interface SplitValues {
  readonly settings: JsonValue
  readonly secrets: ReadonlyMap<string, JsonValue>
}

/** What came of parsing. */
export type ParsedSettings<Settings> =
  | { readonly type: 'settings'; readonly settings: Settings }
  | { readonly type: 'issues'; readonly issues: readonly z.core.$ZodIssue[] }

/** Puts secrets back to where they were taken from, and parses the whole. */
export function parseJoined<Settings>(
  schema: z.ZodType<Settings>,
  { settings, secrets }: SplitValues,
): ParsedSettings<Settings> {
  try {
    const answer = schema.safeParse(placeValues(settings, secrets))
    if (answer.success) return { type: 'settings', settings: answer.data }
    return { type: 'issues', issues: answer.error.issues }
  } catch (error) {
    // A function of the connector threw, with whatever it had in hand.
    const message = `cannot be checked: ${error instanceof Error ? error.message : 'the schema failed'}`
    throw refusal([{ path: 'settings', message }], secrets)
  }
}

/** What to throw for what zod found. Messages of a connector may repeat what was given. */
export function refuse(issues: readonly z.core.$ZodIssue[], secrets: ReadonlyMap<string, JsonValue>): Error {
  return refusal(issues.flatMap(toProblems), secrets)
}

function refusal(problems: readonly OptionProblem[], secrets: ReadonlyMap<string, JsonValue>): Error {
  const redactor = new Redactor([...secrets.values()])
  return new InvalidOptionsError(
    problems.map(({ path, message }) => ({ path: redactor.clean(path), message: redactor.clean(message) })),
  )
}
