import type { JsonValue } from '@millrace/core'

/** Where a value stands in a JSON value, step by step: keys of objects, indexes of arrays. */
export type JsonPath = readonly (string | number)[]

/** As text, by RFC 6901: `/hosts/0/token`; `''` is the whole value. */
export function toPointer(path: JsonPath): string {
  return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

/** A copy in which the value at each pointer is another one. A pointer at nothing is passed over, but for a key of an object. */
export function placeValues(value: JsonValue, values: ReadonlyMap<string, JsonValue>): JsonValue {
  const tree = new Map<string, Branch>()
  for (const [pointer, placed] of values) {
    if (pointer === '') return placed
    grow(tree, pointer.slice(1).split('/').map(unescape), placed)
  }
  return placeBranches(value, tree)
}

interface Branch {
  placed?: JsonValue
  readonly below: Map<string, Branch>
}

function grow(tree: Map<string, Branch>, steps: readonly string[], placed: JsonValue): void {
  const [step, ...rest] = steps
  if (step === undefined) return
  const branch = tree.get(step) ?? { below: new Map<string, Branch>() }
  tree.set(step, branch)
  if (rest.length === 0) branch.placed = placed
  else grow(branch.below, rest, placed)
}

function placeBranches(value: JsonValue, tree: ReadonlyMap<string, Branch>): JsonValue {
  if (tree.size === 0 || typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) {
    return value.map((inner: JsonValue, index) => placeBranch(inner, tree.get(String(index))))
  }
  const entries = new Map(Object.entries(value))
  for (const [key, branch] of tree) {
    const inner = entries.get(key)
    if (branch.placed !== undefined || inner !== undefined) entries.set(key, placeBranch(inner ?? null, branch))
  }
  // Unlike an assignment, this makes a key of `__proto__`, too.
  return Object.fromEntries(entries)
}

function placeBranch(value: JsonValue, branch: Branch | undefined): JsonValue {
  if (branch === undefined) return value
  return branch.placed === undefined ? placeBranches(value, branch.below) : branch.placed
}

function unescape(step: string): string {
  return step.replaceAll('~1', '/').replaceAll('~0', '~')
}
