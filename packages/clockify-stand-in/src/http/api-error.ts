import type { Answer } from './answer.ts'

/** A refusal, thrown by routes. */
export class ApiError extends Error {
  readonly answer: Answer

  constructor(answer: Answer) {
    super(`the stand-in answers ${answer.status}`)
    this.answer = answer
  }
}

/** `{ message, code }`; the code is Clockify's own number, not the status. */
export function refusal(
  status: number,
  message: string,
  code: number,
  headers: Readonly<Record<string, string>> = {},
): ApiError {
  return new ApiError({ status, body: { message, code }, headers })
}

export function accessDenied(): ApiError {
  return refusal(403, 'Access Denied', 501)
}

/** An entity that is not in the workspace is a bad request, never a 404. */
export function notInWorkspace(what: string): ApiError {
  return refusal(400, `${what} doesn't belong to Workspace`, 501)
}

/** A workspace that does not exist is answered without a body. */
export function unknownWorkspace(): ApiError {
  return new ApiError({ status: 404, body: undefined })
}

export function unknownRoute(path: string): ApiError {
  return refusal(404, `No static resource ${path}.`, 3000)
}

export function wrongMethod(method: string, allowed: readonly string[]): ApiError {
  return refusal(405, `Request method '${method}' is not supported`, 3000, { allow: allowed.join(',') })
}

export function missingParameter(name: string, type: string): ApiError {
  return refusal(400, `Required request parameter '${name}' for method parameter type ${type} is not present`, 3001)
}

export function badEnum(name: string, allowed: readonly string[]): ApiError {
  const rule = `Make sure that every value representing: [${name}] must be from the following set: ${allowed.join(', ')}.`
  return refusal(
    400,
    `You entered invalid value for field: [${name}]. This field can't be empty and can't be null. ${rule}`,
    501,
  )
}

export function badInstant(name: string): ApiError {
  const rule = `Values that represent [${name}] can be null and can't be in another format than yyyy-MM-ddThh:mm:ssZ.`
  return refusal(400, `You entered invalid value for field : [${name}]. ${rule}`, 501)
}

export function badBody(message: string): ApiError {
  return refusal(400, message, 3002)
}

/** What the audit host says instead: the body of its web framework. */
export function auditRefusal(path: string, at: number): ApiError {
  const timestamp = new Date(at).toISOString().replace('Z', '+00:00')
  return new ApiError({ status: 400, body: { timestamp, status: 400, error: 'Bad Request', path } })
}
