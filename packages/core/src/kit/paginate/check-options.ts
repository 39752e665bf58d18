import { z } from 'zod'
import { parseSettings } from '../parse-settings.ts'

/** Throws one `InvalidOptionsError` with every problem of options; their paths begin with the name of what they were given to. */
export function checkOptions(name: string, shape: Readonly<Record<string, z.ZodType>>, options: unknown): void {
  parseSettings(z.strictObject({ [name]: z.strictObject(shape) }), { [name]: options })
}

/** A whole number of records. */
export const pageSize: z.ZodType<number> = z.int('must be a whole number').min(1, 'must be 1 or more')

const isStatus = 'must be an HTTP status'

/** A list of HTTP statuses. */
export const statuses: z.ZodType<readonly number[]> = z.array(z.int(isStatus).min(100, isStatus).max(599, isStatus), {
  error: 'must be a list of HTTP statuses',
})
