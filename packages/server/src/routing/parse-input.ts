import type { OptionProblem } from '@millrace/core'
import type { z } from 'zod'
import { ApiError } from '../errors/api-error.ts'
import type { Resource } from '../errors/to-api-error.ts'

/** Ids are digits: whatever else stands there names nothing. */
export function parseId(text: string, resource: Resource | undefined): number {
  if (/^\d{1,15}$/.test(text)) return Number(text)
  const name = resource ?? 'record'
  throw new ApiError({ status: 404, code: `${name}_does_not_exist`, message: `${name} does not exist` })
}

/** What a schema makes of a query or body. Throws every problem at once. */
export function parseInput(schema: z.ZodType | undefined, given: unknown, where: 'query' | 'body'): unknown {
  if (schema === undefined) return undefined
  const result = schema.safeParse(given)
  if (result.success) return result.data
  const problems = result.error.issues.map(({ path, message }) => ({ path: path.map(String).join('.'), message }))
  throw new ApiError({ status: 400, code: `invalid_${where}`, message: inText(where, problems), problems })
}

function inText(where: string, problems: readonly OptionProblem[]): string {
  const list = problems.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`))
  return `the ${where} is not what it must be: ${list.join('; ')}`
}
