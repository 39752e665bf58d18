import { z } from 'zod'
import { naming } from './naming.ts'

/** The body of a list: the items under their name. */
export function listing(title: string, member: string, item: z.ZodType): z.ZodType {
  return naming(title, z.strictObject({ [member]: z.array(item) }))
}
