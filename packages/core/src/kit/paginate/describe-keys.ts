const maxKeys = 12
const maxKeyLength = 60

/** What a JSON value looks like, for messages: names of keys on two levels and kinds, never a value. */
export function describeKeys(value: unknown): string {
  if (!isObject(value)) return describeKind(value)
  const members = list(
    value,
    (key, inner) => `${key} (${isObject(inner) ? describeInner(inner) : describeKind(inner)})`,
  )
  return members === '' ? 'no keys' : members
}

function describeInner(value: object): string {
  const keys = list(value, (key) => key)
  return keys === '' ? 'an object without keys' : `an object with ${keys}`
}

function describeKind(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return value.length === 0 ? 'an empty array' : 'an array'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}

function list(value: object, describe: (key: string, inner: unknown) => string): string {
  const entries = Object.entries(value)
  const named = entries.slice(0, maxKeys).map(([key, inner]) => describe(key.slice(0, maxKeyLength), inner))
  const left = entries.length - named.length
  return [...named, ...(left > 0 ? [`${left} more`] : [])].join(', ')
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
