import type { SourceRecord } from '../../contract/json.ts'
import { parsePath } from '../../kit/parse-path.ts'

/** Which fields land. Paths lead through objects, and through the elements of arrays. */
export interface FieldSelection {
  readonly kind: 'include' | 'exclude'
  readonly paths: readonly string[]
  /** Answers a copy that shares what is untouched. */
  apply(record: SourceRecord): SourceRecord
  /** Whether anything at this path can land. */
  lands(path: string): boolean
}

/** What is selected below a field; `whole` where the field itself is meant, whatever else is said of its inside. */
type Branch = 'whole' | Map<string, Branch>

export function selectFields(
  selection: { readonly include: readonly string[] } | { readonly exclude: readonly string[] },
  protectedPaths: readonly string[],
): FieldSelection {
  if ('exclude' in selection) {
    const tree = toTree(selection.exclude)
    return {
      kind: 'exclude',
      paths: selection.exclude,
      apply: (record) => without(record, tree) as SourceRecord,
      lands: (path) => find(tree, path) !== 'whole',
    }
  }
  const tree = toTree([...selection.include, ...protectedPaths])
  return {
    kind: 'include',
    paths: selection.include,
    apply: (record) => only(record, tree) as SourceRecord,
    lands: (path) => find(tree, path) !== undefined,
  }
}

function toTree(paths: readonly string[]): Map<string, Branch> {
  const root = new Map<string, Branch>()
  for (const path of paths) {
    const steps = parsePath(path).filter((step) => step !== null)
    let branch = root
    for (const [index, step] of steps.entries()) {
      const known = branch.get(step)
      if (known === 'whole') break
      if (index === steps.length - 1) {
        branch.set(step, 'whole')
        break
      }
      const next = known ?? new Map<string, Branch>()
      branch.set(step, next)
      branch = next
    }
  }
  return root
}

/** What is selected at a path, by itself or by what holds it; undefined for nothing. */
function find(tree: Map<string, Branch>, path: string): Branch | undefined {
  let branch: Branch | undefined = tree
  for (const step of parsePath(path)) {
    if (branch === 'whole' || branch === undefined) return branch
    if (step !== null) branch = branch.get(step)
  }
  return branch
}

function without(value: unknown, tree: Map<string, Branch>): unknown {
  return mapObjects(value, (object) =>
    Object.entries(object).flatMap(([key, member]) => {
      const branch = tree.get(key)
      if (branch === undefined) return [[key, member]]
      return branch === 'whole' ? [] : [[key, without(member, branch)]]
    }),
  )
}

function only(value: unknown, tree: Map<string, Branch>): unknown {
  return mapObjects(value, (object) =>
    Object.entries(object).flatMap(([key, member]) => {
      const branch = tree.get(key)
      if (branch === undefined) return []
      return [[key, branch === 'whole' ? member : only(member, branch)]]
    }),
  )
}

function mapObjects(value: unknown, toEntries: (object: object) => readonly (readonly [string, unknown])[]): unknown {
  if (Array.isArray(value)) return value.map((element) => mapObjects(element, toEntries))
  if (typeof value !== 'object' || value === null || value instanceof Date || value instanceof Uint8Array) return value
  return Object.fromEntries(toEntries(value))
}
