import type { JsonValue } from '@millrace/core'
import type { z } from 'zod'
import { toPointer } from './json-pointer.ts'
import { parseJoined, refuse } from './parse-joined.ts'
import type { SplitValues } from './parse-joined.ts'

/** Secrets look like many things: with one of these most schemas are content. */
const standIns: readonly JsonValue[] = [
  'x'.repeat(40),
  'x'.repeat(8),
  '1'.repeat(16),
  'https://example.com/x',
  'x@example.com',
  '00000000-0000-4000-8000-000000000000',
  1,
]

/**
 * Checks settings of which some secrets are not known here: something else stands in for them, and what is said of those
 * places does not count. Throws `InvalidOptionsError` with every other problem.
 */
export function checkReferences(
  schema: z.ZodType,
  given: SplitValues & {
    /** Where the unknown secrets stand. */
    readonly unresolved: readonly string[]
  },
): void {
  const { settings, secrets, unresolved } = given
  let fewest: readonly z.core.$ZodIssue[] | undefined
  for (const standIn of standIns) {
    const all = new Map([...secrets, ...unresolved.map((path) => [path, standIn] as const)])
    const parsed = parseJoined(schema, { settings, secrets: all })
    const issues = parsed.type === 'issues' ? parsed.issues : []
    // A check of the whole runs only where its parts are right: the one with the fewest faults says the most.
    if (fewest === undefined || issues.length < fewest.length) fewest = issues
  }
  const counting = (fewest ?? []).filter(({ path }) => {
    const pointer = toPointer(path.map((step) => (typeof step === 'symbol' ? String(step) : step)))
    return !unresolved.some((place) => pointer === place || pointer.startsWith(`${place}/`))
  })
  if (counting.length > 0) throw refuse(counting, secrets)
}
