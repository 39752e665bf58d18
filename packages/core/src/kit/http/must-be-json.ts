/**
 * Whether a body that is no JSON is a fault: a page of a proxy, or half an answer. So it is where JSON was asked for (that is
 * the default of `accept`) and the answer says or looks as if it were JSON, or is a page. Other types are taken as they are.
 */
export function mustBeJson(accept: string, contentType: string, bytes: Uint8Array): boolean {
  if (bytes.length === 0 || !accept.includes('json')) return false
  const type = (contentType.split(';')[0] ?? '').trim().toLowerCase()
  if (type.includes('json')) return !isLines.test(type)
  if (type === 'text/html') return true
  if (type !== '' && type !== 'text/plain') return false
  const first = firstCharacter(bytes)
  return first === '{' || first === '[' || (first === '<' && type === '')
}

const isLines = /json-?seq|json-?l|ndjson|json-?lines/

function firstCharacter(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes.subarray(0, 64)).trimStart().charAt(0)
}
