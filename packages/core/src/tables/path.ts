/** Paths as text: see `kit/parse-path.ts`, which reads them back. */

import type { TableStep } from '../contract/table-schema.ts'

export type Steps = readonly TableStep[]

/** The path as text, every array step included. `parsePath` reads it back. */
export function formatPath(steps: Steps): string {
  return steps.map(formatStep).join('.')
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
