import { z } from 'zod'
import type { JsonValue } from '../../contract/json.ts'
import { statuses } from '../paginate/check-options.ts'

/**
 * How the API is asked about a row that did not come, before it is deleted: a record that was skipped while pages shifted is
 * found, and merged.
 */
export interface RestConfirm {
  /** Path of one record: `/orders/{id}`. In braces stand paths of the `primaryKey`. */
  readonly path: string
  /** Statuses that mean: it is gone. Default 404 and 410. */
  readonly goneOn?: readonly number[]
  /** The record in the body; undefined where the body says that it is gone. Default: the body. */
  readonly select?: (body: JsonValue) => JsonValue | undefined
}

/** Checks what was given as an option. */
export const restConfirm: z.ZodType = z.strictObject({
  path: z.string('must be a path'),
  goneOn: statuses.optional(),
  select: z.custom<unknown>((value) => typeof value === 'function', 'must be a function').optional(),
} satisfies Readonly<Record<keyof RestConfirm, z.ZodType>>)
