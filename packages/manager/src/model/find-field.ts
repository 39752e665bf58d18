import { parsePath } from '@millrace/core/plugin'
import type { RecordField } from './record-field.ts'

/** What stands at a path. */
export type FoundField =
  | { readonly type: 'field'; readonly field: RecordField }
  /** An object: fields stand below it. */
  | { readonly type: 'object' }
  | { readonly type: 'nothing' }

/** The names on the way to a path; the array steps, which say nothing that the fields do not, are left out. */
export function namesOf(path: string): readonly string[] {
  return parsePath(path).filter((step) => step !== null)
}

/** Looks a path up among the fields. */
export function findField(fields: readonly RecordField[], path: string): FoundField {
  const names = namesOf(path)
  let isObject = false
  for (const field of fields) {
    const known = namesOf(field.path)
    if (!startsWith(known, names)) continue
    if (known.length === names.length) return { type: 'field', field }
    isObject = true
  }
  return isObject ? { type: 'object' } : { type: 'nothing' }
}

/** The innermost array whose elements hold what stands at the path; undefined for a field of the record itself. */
export function arrayAround(fields: readonly RecordField[], path: string): RecordField | undefined {
  const names = namesOf(path)
  return fields
    .filter(({ type, path: of }) => type === 'array' && isInside(names, namesOf(of)))
    .reduce<RecordField | undefined>(
      (inner, field) => (inner !== undefined && inner.path.length > field.path.length ? inner : field),
      undefined,
    )
}

/** The steps to a path, with an array step wherever it leads into the elements of an array. */
export function stepsThrough(fields: readonly RecordField[], names: readonly string[]): readonly (string | null)[] {
  const arrays = fields.filter(({ type }) => type === 'array').map(({ path }) => namesOf(path))
  return names.flatMap((name, index): readonly (string | null)[] => {
    const way = names.slice(0, index + 1)
    const isArray = arrays.some((array) => array.length === way.length && startsWith(array, way))
    return isArray && index < names.length - 1 ? [name, null] : [name]
  })
}

/** Whether one way begins with another, or is it. */
export function startsWith(names: readonly string[], beginning: readonly string[]): boolean {
  return beginning.every((name, index) => names[index] === name)
}

/** The paths there are, for messages. */
export function listFields(fields: readonly RecordField[]): string {
  const shown = fields.slice(0, maxShown).map(({ path }) => path)
  const left = fields.length - shown.length
  return left > 0 ? `${shown.join(', ')} and ${left} more` : shown.join(', ') || 'none'
}

const maxShown = 50

function isInside(names: readonly string[], beginning: readonly string[]): boolean {
  return names.length > beginning.length && startsWith(names, beginning)
}
