import { z } from 'zod'

/** How much of a list is wanted. */
export interface PageQuery {
  readonly limit?: number
  readonly cursor?: number
}

const digits = z.string().regex(/^\d{1,15}$/, 'must be digits')

/** A whole number as a query carries it. */
export const number: z.ZodType<number> = digits
  .transform(Number)
  .meta({ type: 'integer', minimum: 0, pattern: undefined })

export const pageFields: { readonly limit: z.ZodType<number>; readonly cursor: z.ZodType<number> } = {
  limit: digits.transform(Number).pipe(z.int().min(1).max(1000)).meta({
    type: 'integer',
    minimum: 1,
    maximum: 1000,
    pattern: undefined,
    description: 'So many at most. Default: all.',
  }),
  cursor: number.meta({ description: 'From the link to the next page.' }),
}

export const pageQuery: z.ZodType<PageQuery> = z.object({
  limit: pageFields.limit.exactOptional(),
  cursor: pageFields.cursor.exactOptional(),
})

/** A page of a list that is at hand, newest first; one record more, so that it shows whether there is a next one. */
export function pageOf<Item extends { readonly id: number }>(
  all: readonly Item[],
  { limit = Number.POSITIVE_INFINITY, cursor = Number.POSITIVE_INFINITY }: PageQuery,
): readonly Item[] {
  return all.filter(({ id }) => id < cursor).slice(0, limit + 1)
}
