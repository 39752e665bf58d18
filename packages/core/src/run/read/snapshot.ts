/** Deeper than this nothing is copied. The engine refuses such records. */
const maxDepth = 100

/**
 * Copies plain objects and arrays, so that a source that changes a record after it was yielded changes nothing here.
 * Everything else, instances of classes included, is kept as it is, and so is a record that cannot be copied: it is
 * nested without end, or a getter throws. It is rejected when its turn comes.
 */
export function snapshot(value: unknown): unknown {
  try {
    return copy(value, 0)
  } catch {
    return value
  }
}

function copy(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value
  // Thrown, not answered: a cycle with several ways round it would be walked along each of them.
  if (depth > maxDepth) throw new RangeError('too deep')
  if (Array.isArray(value)) return value.map((element) => copy(element, depth + 1))
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) return value
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, copy(member, depth + 1)]))
}
