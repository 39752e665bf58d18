import type { IncomingMessage } from 'node:http'

/** The parsed body; `undefined` for an empty one, `{ unparsable }` with the parser's words for one that is not JSON. */
export async function readBody(
  request: IncomingMessage,
): Promise<{ readonly json: unknown; readonly unparsable?: string }> {
  const chunks: Buffer[] = []
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
  const text = Buffer.concat(chunks).toString('utf8')
  if (text === '') return { json: undefined }
  try {
    return { json: JSON.parse(text) as unknown }
  } catch (error) {
    return { json: undefined, unparsable: error instanceof Error ? error.message : 'not JSON' }
  }
}
