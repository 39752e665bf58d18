import { HttpError, parseJson } from '@millrace/core/plugin'
import { isObject } from '../entities/clockify-object.ts'

/** What Clockify says when it refuses: its own words and its own code, which is not the status. */
export interface Refusal {
  readonly message: string
  readonly code: number | undefined
}

/** Reads the body of a refusal; undefined where there is none, or where it is not Clockify's. */
export function readRefusal(error: HttpError): Refusal | undefined {
  const body = parseBody(error.body)
  if (!isObject(body) || typeof body['message'] !== 'string') return undefined
  return { message: body['message'], code: typeof body['code'] === 'number' ? body['code'] : undefined }
}

/** Whether an object that was asked for has been deleted: Clockify says so with status 400. */
export function isGone(error: unknown): boolean {
  if (!HttpError.isInstance(error) || error.status !== 400) return false
  return /does(n.t| not) belong to/i.test(readRefusal(error)?.message ?? '')
}

function parseBody(body: string | undefined): unknown {
  try {
    return body === undefined ? undefined : parseJson(body)
  } catch {
    return undefined
  }
}
