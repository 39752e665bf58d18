import type { UnstorableCode } from './unstorable-code.ts'

/** Half of what Postgres reads with the stack that it has by default. */
const maxDepth = 6000

const unicodeEscape = '\\u'

/** A code for what keeps a JSON text from being `jsonb`, given that it is a text that Postgres can hold. */
export function findJsonFault(json: string): UnstorableCode | undefined {
  if (json.includes(unicodeEscape)) {
    const code = findEscapeFault(json)
    if (code !== undefined) return code
  }
  // Each level takes two characters at least.
  return json.length > 2 * maxDepth && isTooDeep(json) ? 'too_deep' : undefined
}

/** Escapes that say nothing of NUL or a lone surrogate: pairs of surrogates, and all but `\u`, an escaped backslash above all. */
const harmlessEscapes = /\\u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|\\[^u]/g
const nulEscape = '\\u0000'
const surrogateEscape = /\\u[dD][89a-fA-F]/

function findEscapeFault(json: string): UnstorableCode | undefined {
  if (!json.includes(nulEscape) && !surrogateEscape.test(json)) return undefined
  const rest = json.replaceAll(harmlessEscapes, '')
  if (rest.includes(nulEscape)) return 'text_has_nul'
  return surrogateEscape.test(rest) ? 'text_not_well_formed' : undefined
}

const quote = 34
const backslash = 92
const openings: ReadonlySet<number> = new Set([91, 123])
const closings: ReadonlySet<number> = new Set([93, 125])

function isTooDeep(json: string): boolean {
  let depth = 0
  for (let index = 0; index < json.length; index += 1) {
    const code = json.charCodeAt(index)
    if (code === quote) index = endOfString(json, index)
    else if (openings.has(code)) depth += 1
    else if (closings.has(code)) depth -= 1
    if (depth > maxDepth) return true
  }
  return false
}

/** Where the string that begins at an index ends. */
function endOfString(json: string, start: number): number {
  let end = json.indexOf('"', start + 1)
  while (end > 0 && isEscaped(json, end)) end = json.indexOf('"', end + 1)
  return end < 0 ? json.length : end
}

function isEscaped(json: string, at: number): boolean {
  let backslashes = 0
  while (json.charCodeAt(at - 1 - backslashes) === backslash) backslashes += 1
  return backslashes % 2 === 1
}
