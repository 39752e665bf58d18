import { ApiError } from '../errors/api-error.ts'

/** The text of a body. Reads no more than is allowed. */
export async function readBody(request: Request, maxBytes: number): Promise<string> {
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) throw tooLarge(maxBytes)
  if (request.body === null) return ''
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of request.body) {
    bytes += chunk.byteLength
    if (bytes > maxBytes) throw tooLarge(maxBytes)
    chunks.push(chunk)
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks))
  } catch {
    throw malformed('the body is not UTF-8')
  }
}

/** The JSON of a body. */
export function parseBody(text: string, { isOptional }: { readonly isOptional: boolean }): unknown {
  if (text.trim() === '') {
    if (isOptional) return {}
    throw malformed('the body is missing; it must be a JSON object')
  }
  try {
    return JSON.parse(text)
  } catch {
    throw malformed('the body is no JSON')
  }
}

function malformed(message: string): ApiError {
  return new ApiError({ status: 400, code: 'invalid_body', message })
}

function tooLarge(maxBytes: number): ApiError {
  const message = `the body is larger than ${maxBytes} bytes`
  // What was not read cannot be skipped, so the connection is given up.
  return new ApiError({ status: 413, code: 'body_too_large', message, headers: { connection: 'close' } })
}
