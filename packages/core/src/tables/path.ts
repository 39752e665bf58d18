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

export type Steps = readonly TableStep[]

/** The path as text, every array step included. `parsePath` reads it back. */
export function formatPath(steps: Steps): string {
  return steps.map(formatStep).join('.')
}

/** Reads a path from text. Throws `InvalidOptionsError` when it is none. `{}` (see `tablePathCandidates`) says nothing new. */
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

/** The path as people write it: an array step before a name is left out. */
export function abbreviatePath(steps: Steps): string {
  return formatPath(steps.filter((step, index) => step !== null || typeof steps[index + 1] !== 'string'))
}

/**
 * Texts for the path of a table, the preferred one first. The later ones serve where two tables would read alike: an
 * object `a` that holds an array `b`, and an array `a` whose elements hold an array `b`.
 */
export function tablePathCandidates(steps: Steps): readonly string[] {
  const way = steps.slice(0, -1)
  const marked = way.flatMap((step, index) =>
    isObjectStep(way, index) ? [formatStep(step), '{}'] : [formatStep(step)],
  )
  return [abbreviatePath(way), formatPath(way), marked.join('.')]
}

/** Joins the path of a table and a path inside its elements. */
export function joinPath(table: string, inside: string): string {
  if (table === '') return inside
  return inside === '' ? table : `${table}.${inside}`
}

function isObjectStep(steps: Steps, index: number): boolean {
  return typeof steps[index] === 'string' && typeof steps[index + 1] === 'string'
}

function formatStep(step: TableStep): string {
  if (step === null) return '[]'
  if (step === '') return '\\0'
  if (step === '[]' || step === '{}') return `\\${step}`
  return step.replaceAll(/[\\.]/g, '\\$&')
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
