import type { z } from 'zod'
import { parseJoined, refuse } from './parse-joined.ts'
import type { SplitValues } from './parse-joined.ts'

/** Puts secrets back to where they were taken from, and parses the whole. Throws `InvalidOptionsError` with every problem and no secret. */
export function joinSettings<Settings>(schema: z.ZodType<Settings>, values: SplitValues): Settings {
  const parsed = parseJoined(schema, values)
  if (parsed.type === 'settings') return parsed.settings
  throw refuse(parsed.issues, values.secrets)
}
