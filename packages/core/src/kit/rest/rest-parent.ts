import { z } from 'zod'
import type { StreamDefinition } from '../../contract/stream.ts'
import { isPath } from '../parse-path.ts'
import { statuses } from '../paginate/check-options.ts'

/** The stream whose records a REST stream is read for: `/projects/{id}/tasks` for each project. */
export interface RestParent<Parent = StreamDefinition> {
  /** Read in full each time. Any stream that yields records will do; within `restSource` also the name of one. */
  readonly stream: Parent
  /** Fields of the parent that each record gets, by the name it has there: `{ project_id: 'id' }`. They win over fields of the same name. */
  readonly into?: Readonly<Record<string, string>>
  /** Statuses that mean: this parent has vanished meanwhile, so it has no records. `[404]` is usual. Default: none. */
  readonly ignoreOn?: readonly number[]
  /** Statuses that mean: the records of this parent cannot be read. A warning; nothing is deleted. Default: none. */
  readonly skipOn?: readonly number[]
}

/** Checks a parent that was given as an option. */
export const restParent: z.ZodType = z.strictObject({
  stream: z.custom<unknown>(isStream, 'must be a stream, as `restStream` makes it'),
  into: z.record(z.string(), z.string().refine(isPath, 'must be a path in the record of the parent')).optional(),
  ignoreOn: statuses.optional(),
  skipOn: statuses.optional(),
} satisfies Readonly<Record<keyof RestParent, z.ZodType>>)

function isStream(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'read' in value && typeof value.read === 'function'
}
