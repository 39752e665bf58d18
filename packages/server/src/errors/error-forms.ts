import type { OptionProblem } from '@millrace/core'
import { z } from 'zod'
import { naming } from '../schemas/naming.ts'
import type { ApiError } from './api-error.ts'

/** How errors of a route look: as the first API that it follows writes them, as the second one does, or as RFC 9457 asks for. */
export type ErrorForm = 'success' | 'error' | 'problem'

export interface SuccessError {
  readonly success: false
  readonly error: string
}

export interface CodedError {
  readonly error: { readonly code: string; readonly message: string }
}

/** Problem details. */
export interface Problem {
  readonly type: 'about:blank'
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly code: string
  readonly requestId: string
  /** Every problem of a body or query. */
  readonly problems?: readonly OptionProblem[]
}

const text = z.string()

export const successError: z.ZodType<SuccessError> = naming(
  'SuccessError',
  z.strictObject({ success: z.literal(false), error: text }),
)

export const codedError: z.ZodType<CodedError> = naming(
  'CodedError',
  z.strictObject({ error: z.strictObject({ code: text, message: text }) }),
)

export const problem: z.ZodType<Problem> = naming(
  'Problem',
  z.strictObject({
    type: z.literal('about:blank'),
    title: text,
    status: z.int(),
    detail: text,
    code: text,
    requestId: text,
    problems: z.array(z.strictObject({ path: text, message: text })).exactOptional(),
  }),
)

/** The answer to a request that failed. */
export function writeError(error: ApiError, form: ErrorForm, requestId: string): Response {
  const { status, code, message, headers, isRefusal, problems } = error
  switch (form) {
    case 'success':
      return json({ success: false, error: message } satisfies SuccessError, isRefusal ? 200 : status, headers)
    case 'error':
      return json({ error: { code, message } } satisfies CodedError, status, headers)
    case 'problem': {
      const title = titles[status] ?? 'Error'
      const details = problems.length === 0 ? {} : { problems }
      const body: Problem = { type: 'about:blank', title, status, detail: message, code, requestId, ...details }
      return json(body, status, { ...headers, 'content-type': 'application/problem+json' })
    }
    default:
      return form satisfies never
  }
}

const titles: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  413: 'Content Too Large',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
}

function json(body: object, status: number, headers: Readonly<Record<string, string>>): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json', ...headers } })
}
