/** Deeper than this a value is kept by reference. */
const maxDepth = 100

/**
 * Copies plain objects and arrays, so that a source that changes a record after it was yielded changes nothing here.
 * Everything else, instances of classes included, is kept as it is.
 */
export function snapshot(value: unknown, depth = 0): unknown {
  if (typeof value !== 'object' || value === null || depth > maxDepth) return value
  if (Array.isArray(value)) return value.map((element) => snapshot(element, depth + 1))
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) return value
  try {
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, snapshot(member, depth + 1)]))
  } catch {
    // A getter threw: the record is rejected when its turn comes.
    return value
  }
}
