/** The values in the order of their JSON texts, for comparisons in which order means nothing. */
export function inTextOrder<Item>(values: Iterable<Item>): readonly Item[] {
  const entries = Array.from(values, (value) => ({ value, text: textOf(value) }))
  entries.sort((left, right) => (left.text < right.text ? -1 : left.text > right.text ? 1 : 0))
  return entries.map(({ value }) => value)
}

function textOf(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) => {
    if (typeof member === 'bigint') return `${member}n`
    return isPlainObject(member) ? Object.entries(member).sort(byName) : member
  })
}

function isPlainObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function byName([left]: readonly [string, unknown], [right]: readonly [string, unknown]): number {
  return left < right ? -1 : 1
}
