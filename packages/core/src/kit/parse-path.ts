/**
 * Paths. Inside, a path is a list of steps: a field's name, or null for "each element of the array". In text the
 * steps are joined by `.`; what would read wrong is escaped:
 *
 *     \ and . inside a name        \\ and \.
 *     a name that is just [] or {} \[] and \{}
 *     the empty name               \0
 *     the array step               []
 */

import { InvalidOptionsError } from '../contract/errors/invalid-options-error.ts'
import type { TableStep } from '../contract/table-schema.ts'

/** Reads a path from text. Throws `InvalidOptionsError` when it is none. `{}` (see `tablePathCandidates` of the tables) says nothing new. */
export function parsePath(text: string): TableStep[] {
  if (text === '') return []
  const steps: TableStep[] = []
  for (const part of splitAtDots(text)) {
    if (part === '') throw invalid(text, 'has an empty step; the empty name is written \\0')
    if (part === '{}') continue
    steps.push(part === '[]' ? null : unescape(part, text))
  }
  return steps
}

/** Whether a text is a path that leads somewhere. */
export function isPath(text: string): boolean {
  try {
    return parsePath(text).length > 0
  } catch {
    return false
  }
}

function splitAtDots(text: string): string[] {
  const parts: string[] = []
  let start = 0
  for (let index = 0; index < text.length; index++) {
    const character = text[index]
    if (character === '\\') index++
    if (character !== '.') continue
    parts.push(text.slice(start, index))
    start = index + 1
  }
  parts.push(text.slice(start))
  return parts
}

function unescape(part: string, text: string): string {
  if (part === '\\0') return ''
  if (part === '\\[]' || part === '\\{}') return part.slice(1)
  if (/(?:^|[^\\])(?:\\\\)*\\(?![\\.])/.test(part)) throw invalid(text, 'has a \\ that escapes nothing')
  return part.replaceAll(/\\([\\.])/g, '$1')
}

function invalid(path: string, message: string): InvalidOptionsError {
  return new InvalidOptionsError([{ path, message: `the path ${message}` }])
}
